package keel.experiments.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that prints: results to standard output, everything else to standard error. */
abstract class PrintingCommand {
    /** Set by picocli before the command is called. */
    @Spec
    private @Nullable CommandSpec spec;

    CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }

    PrintWriter out() {
        return commandLine().getOut();
    }

    PrintWriter err() {
        return commandLine().getErr();
    }

    /** The words that were typed after {@code keel}. */
    List<String> typed() {
        return Objects.requireNonNull(spec)
                .root()
                .commandLine()
                .getParseResult()
                .originalArgs();
    }
}
