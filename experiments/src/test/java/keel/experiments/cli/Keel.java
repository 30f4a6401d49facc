package keel.experiments.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
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
}
