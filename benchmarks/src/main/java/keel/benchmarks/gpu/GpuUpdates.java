package keel.benchmarks.gpu;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import keel.training.gpu.GpuDevice;
import keel.training.gpu.GpuMemoryException;
import keel.training.network.Device;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Times updates of stacked networks on a GPU, and of few of them on the processor. Prints a JSON object a measurement; what
 * there is no time or memory for is told as such.
 */
@Command(name = "updates", mixinStandardHelpOptions = true)
public final class GpuUpdates implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ON_PROCESSOR = 32;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Option(
            names = "--shapes",
            split = ",",
            defaultValue = "4-64-64-2,17-256-256-6",
            description = "Widths of networks.")
    private List<String> shapes = List.of();

    @Option(names = "--batches", split = ",", defaultValue = "64,256", description = "Rows of a member.")
    private List<Integer> batches = List.of();

    @Option(
            names = "--members",
            split = ",",
            defaultValue = "1024,1,32,8192",
            description = "Networks of a stack, in the order of measuring.")
    private List<Integer> members = List.of();

    @Option(names = "--seconds", defaultValue = "1", description = "Measuring time of one.")
    private double seconds = 1;

    @Option(names = "--limit", defaultValue = "3600", description = "Seconds after which no measurement is begun.")
    private double limit = 3600;

    private GpuUpdates() {}

    /** Measures. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new GpuUpdates())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() {
        long begun = System.nanoTime();
        try (GpuDevice gpu = device.open()) {
            // The loops over rows are compiled in the first seconds.
            measure(gpu, new Problem(shapes.get(0), batches.get(0), false), Math.min(32, members.get(0)));
            for (int count : members) {
                for (int batch : batches) {
                    for (String widths : shapes) {
                        Problem problem = new Problem(widths, batch, false);
                        Map<String, Device> forms = new LinkedHashMap<>();
                        forms.put("rows resident", gpu);
                        if (count <= MOST_ON_PROCESSOR) {
                            forms.put("processor, one thread", Device.CPU);
                        }
                        forms.forEach((form, where) -> {
                            Map<String, Object> result = System.nanoTime() - begun > limit * 1e9
                                    ? Map.of("failure", "no time left")
                                    : measure(where, problem, count);
                            print(form, problem, count, result);
                        });
                    }
                }
            }
        }
        return 0;
    }

    private Map<String, Object> measure(Device where, Problem problem, int count) {
        try (FixedRowsUpdate training = new FixedRowsUpdate(where, problem, count)) {
            return Timing.of(training::update, seconds).json();
        } catch (GpuMemoryException e) {
            return Map.of("failure", String.valueOf(e.getMessage()));
        }
    }

    private static void print(String form, Problem problem, int count, Map<String, Object> result) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("library", "Keel");
        line.put("form", form);
        line.put("shape", problem.widths());
        line.put("batch", problem.batch());
        line.put("members", count);
        line.putAll(result);
        try {
            System.out.println(JSON.writeValueAsString(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
