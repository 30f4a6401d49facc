package keel.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/** The command line in this process, with what it printed. */
record Keel(int exitCode, String out, String err) {
    static Keel run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = KeelCommand.parser();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int code = line.execute(args);
        return new Keel(code, out.toString(), err.toString());
    }

    /** Lines of a run's metrics without their wall times. */
    static List<String> metrics(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> line.replaceAll("\"wall_s\":[0-9.E-]+,", ""))
                .toList();
    }
}
