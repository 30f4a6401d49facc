package keel.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import keel.training.network.Dl4jBackend;

/** Where and with what a run is made. */
public final class Provenance {
    /** Keel's own version. */
    public static final String KEEL_VERSION = "0.1.0";

    private Provenance() {}

    /**
     * The part of meta.json that all runs of one command on the processor share.
     *
     * @param environments description of where the lanes come from
     * @param threads cohorts that train at the same time
     */
    public static ObjectNode collect(String environments, int threads, List<String> command) {
        return collect(environments, threads, TrainingDevice.processor(), command);
    }

    /**
     * The same.
     *
     * @param device {@link TrainingDevice#record} of what computes networks of engine {@code stacked}
     */
    public static ObjectNode collect(String environments, int threads, JsonNode device, List<String> command) {
        ObjectNode meta = JsonFiles.MAPPER.createObjectNode();
        meta.put("format_version", RunDirectory.FORMAT_VERSION);
        meta.put("keel", KEEL_VERSION);
        meta.put("git_commit", System.getProperty("keel.commit", "unknown"));
        meta.putPOJO("command", command);
        meta.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        meta.put(
                "os",
                "%s %s %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")));
        meta.put("cpu", cpu().orElse("unknown"));
        meta.put("cores", Runtime.getRuntime().availableProcessors());
        meta.put(
                "blas",
                "OpenBLAS as shipped with ND4J %s, one thread a call, kernels "
                                .formatted(Dl4jBackend.current().version())
                        + Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE"))
                                .orElse("by processor"));
        meta.put("nd4j", Dl4jBackend.current().toString());
        meta.set(RunDirectory.DEVICE, device);
        meta.put("threads", threads);
        meta.put("environments", environments);
        return meta;
    }

    /** Model name of the processor where the system tells it. */
    public static Optional<String> cpu() {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
