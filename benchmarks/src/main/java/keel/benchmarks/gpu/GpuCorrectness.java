package keel.benchmarks.gpu;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import keel.training.gpu.GpuDevice;
import keel.training.network.Device;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trains the same networks on a GPU and on the processor and compares parameters; twice on the GPU, and alone and in a cohort,
 * and compares bytes. Prints a JSON object a check, and ends with 1 if one failed.
 */
@Command(name = "correctness", mixinStandardHelpOptions = true)
public final class GpuCorrectness implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double ALLOWED = 1e-4;
    private static final int COMPARED_WITH_PROCESSOR = 8;
    private static final int ALONE = 3;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Option(names = "--updates", defaultValue = "100", description = "Updates before parameters are compared.")
    private int updates = 100;

    @Option(
            names = "--members",
            defaultValue = "1024",
            description = "Members of the large cohort, at least 4. A critic's has 32 at most.")
    private int members = 1024;

    @Option(names = "--batch", defaultValue = "64", description = "Rows of a member.")
    private int batch = 64;

    @Option(
            names = "--peers",
            description = "Folder for what peers start from, and what they are to end with after ten updates.")
    private Path peers = Path.of("peers");

    private boolean all = true;

    private GpuCorrectness() {}

    /** Compares. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new GpuCorrectness())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() {
        try (GpuDevice gpu = device.open()) {
            for (String widths : List.of("4-64-64-2", "17-256-256-6")) {
                check(gpu, new Problem(widths, batch, false), members);
                writeForPeers(gpu, new Problem(widths, 64, false));
            }
            check(gpu, new Problem("2-128-128-1", batch, true), Math.min(members, 32));
        }
        return all ? 0 : 1;
    }

    private void check(GpuDevice gpu, Problem problem, int count) {
        float[] first = trained(gpu, problem, 0, count, updates);
        float[] again = trained(gpu, problem, 0, count, updates);
        float[] alone = trained(gpu, problem, ALONE, 1, updates);
        int compared = Math.min(count, COMPARED_WITH_PROCESSOR);
        float[] start = trained(Device.CPU, problem, 0, compared, 0);
        float[] expected = trained(Device.CPU, problem, 0, compared, updates);
        int each = alone.length;
        double difference = 0;
        double moved = Double.MAX_VALUE;
        for (int p = 0; p < compared; p++) {
            difference = Math.max(difference, relativeDistance(first, expected, p * each, each));
            moved = Math.min(moved, relativeDistance(start, expected, p * each, each));
        }
        // Networks that do not move are equal whatever the arithmetic.
        report(
                "like the processor",
                problem,
                count,
                difference <= ALLOWED && moved >= 10 * ALLOWED,
                Map.of("largest_relative_difference", difference, "smallest_relative_move", moved, "allowed", ALLOWED));
        report("twice the same bytes", problem, count, Arrays.equals(first, again), Map.of());
        float[] inCohort = Arrays.copyOfRange(first, ALONE * each, (ALONE + 1) * each);
        report("alone as in a cohort", problem, count, Arrays.equals(alone, inCohort), Map.of());
    }

    private static float[] trained(Device device, Problem problem, int first, int members, int updates) {
        try (FixedRowsUpdate training = new FixedRowsUpdate(device, problem, first, members)) {
            training.update(updates);
            return training.parameters();
        }
    }

    /** Norm of the difference over the norm of what is expected, of a member. */
    private static double relativeDistance(float[] actual, float[] expected, int from, int count) {
        double difference = 0;
        double norm = 0;
        for (int i = from; i < from + count; i++) {
            double d = (double) actual[i] - expected[i];
            difference += d * d;
            norm += (double) expected[i] * expected[i];
        }
        double relative = Math.sqrt(difference / norm);
        return Double.isFinite(relative) ? relative : Double.MAX_VALUE;
    }

    private void report(String check, Problem problem, int count, boolean ok, Map<String, Double> measured) {
        all &= ok;
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("check", check);
        line.put("problem", problem.toString());
        line.put("members", count);
        line.put("updates", updates);
        line.put("ok", ok);
        line.putAll(measured);
        try {
            System.out.println(JSON.writeValueAsString(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Raw little-endian floats, row-major, and a JSON object that says what they are. */
    private void writeForPeers(GpuDevice gpu, Problem problem) {
        int count = 5;
        int few = 10;
        Path folder = peers.resolve(problem.widths());
        try (FixedRowsUpdate training = new FixedRowsUpdate(gpu, problem, count)) {
            Files.createDirectories(folder);
            write(folder.resolve("start.f32"), training.parameters());
            write(folder.resolve("rows.f32"), training.rows());
            write(folder.resolve("targets.f32"), training.targets());
            training.update(few);
            write(folder.resolve("end.f32"), training.parameters());
            Map<String, Object> about = new LinkedHashMap<>();
            about.put("shape", problem.widths());
            about.put("batch", problem.batch());
            about.put("members", count);
            about.put("updates", few);
            about.put("device", gpu.toString().toLowerCase(Locale.ROOT));
            JSON.writeValue(folder.resolve("problem.json").toFile(), about);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write what peers start from to " + folder, e);
        }
    }

    private static void write(Path file, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }
}
