package keel.experiments.cli;

import java.util.List;
import java.util.Locale;
import keel.env.EnvException;
import keel.experiments.run.Provenance;
import keel.training.InvalidConfigException;
import keel.training.checkpoint.CheckpointException;
import keel.training.gpu.GpuMemoryException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code keel}. */
@Command(
        name = "keel",
        description = "Which learning rates, for which network, on which schedule, keep a training stable?",
        subcommands = {
            PresetsCommand.class,
            ShowCommand.class,
            RatesCommand.class,
            RunCommand.class,
            ResumeCommand.class,
            SweepCommand.class,
            CompareCommand.class,
            ReportCommand.class,
            DashboardCommand.class,
            VideoCommand.class,
            DynamicsCommand.class,
            MapCommand.class,
            EnvsCommand.class,
            DoctorCommand.class
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = KeelCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 every run diverged, 4 some runs failed, 130 interrupted."
        })
public final class KeelCommand extends PrintingCommand implements Runnable {
    /** Read from the command line itself where an error is printed. */
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "With an error, show where in the program it arose (or set $KEEL_DEBUG).")
    private boolean stacktrace;

    /** Prints Keel's version. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"keel " + Provenance.KEEL_VERSION};
        }
    }

    @Override
    public void run() {
        throw new ParameterException(commandLine(), "A command is missing.");
    }

    /** The parser with this project's manners: one clear message, no stack trace. */
    static CommandLine parser() {
        CommandLine line = new CommandLine(new KeelCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((exception, command, parsed) -> {
            int code = ExitCode.FAILED;
            if (exception instanceof InvalidConfigException) {
                code = ExitCode.USAGE;
            }
            boolean expected = exception instanceof InvalidConfigException
                    || exception instanceof EnvException
                    || exception instanceof CheckpointException
                    || exception instanceof GpuMemoryException;
            String message = exception.getMessage() == null ? exception.toString() : exception.getMessage();
            command.getErr().println((expected ? "keel: " : "keel: unexpected: ") + message);
            if (wantsTrace(parsed.originalArgs())) {
                exception.printStackTrace(command.getErr());
            } else if (!expected) {
                command.getErr().println("Run it again with --stacktrace to see where.");
            }
            return code;
        });
        line.setParameterExceptionHandler((exception, args) -> {
            CommandLine command = exception.getCommandLine();
            command.getErr().println("keel: " + exception.getMessage());
            UnmatchedArgumentException.printSuggestions(exception, command.getErr());
            command.getErr()
                    .printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
            return ExitCode.USAGE;
        });
        return line;
    }

    /** Asked with {@code --stacktrace} anywhere on the line, or by setting {@code KEEL_DEBUG}. */
    static boolean wantsTrace(List<String> typed) {
        return typed.contains("--stacktrace")
                || !System.getenv().getOrDefault("KEEL_DEBUG", "").isEmpty();
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        // Numbers are printed and read back by programs: no decimal commas.
        Locale.setDefault(Locale.ROOT);
        System.exit(parser().execute(args));
    }
}
