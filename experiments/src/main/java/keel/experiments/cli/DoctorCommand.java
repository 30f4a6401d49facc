package keel.experiments.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import keel.experiments.run.Provenance;
import keel.training.InvalidConfigException;
import keel.training.network.Engine;
import picocli.CommandLine.Command;

/** {@code keel doctor}. */
@Command(name = "doctor", description = "Tell what this machine offers: Java, engines, Python.")
final class DoctorCommand extends PrintingCommand implements Callable<Integer> {
    private boolean healthy = true;

    @Override
    public Integer call() {
        line("keel", Provenance.KEEL_VERSION + ", commit " + System.getProperty("keel.commit", "unknown"));
        line("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        line(
                "system",
                "%s %s %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")));
        line(
                "processor",
                Provenance.cpu().orElse("unknown") + ", " + Runtime.getRuntime().availableProcessors() + " cores");
        line("memory", Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB for Java");
        for (Engine engine : Engine.values()) {
            line("engine " + engine.key(), tryEngine(engine));
        }
        new DoctorDevices(this::line).tell();
        line("python", python());
        out().println(
                        healthy
                                ? "All that training needs is there."
                                : "Something that training needs is missing: see above.");
        return healthy ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void line(String name, String value) {
        out().printf("%-15s %s%n", name, value);
        out().flush();
    }

    private String tryEngine(Engine engine) {
        try {
            return ForwardPass.time(shape -> engine.create(shape, 1));
        } catch (InvalidConfigException e) {
            healthy = false;
            return e.getMessage();
        } catch (LinkageError | RuntimeException e) {
            healthy = false;
            return "does not start: " + e
                    + ". Keel ships natives for Linux, macOS and Windows on x86-64, and for Linux and macOS on arm64.";
        }
    }

    private static String python() {
        try {
            Process process = new ProcessBuilder("python3", "--version")
                    .redirectErrorStream(true)
                    .start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            process.waitFor(10, TimeUnit.SECONDS);
            return version + " (only for Gymnasium environments: pip install ./envs-bridge/python)";
        } catch (IOException e) {
            return "none (only needed for Gymnasium environments)";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
