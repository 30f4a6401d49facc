package keel.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.NativeEnvironments;
import keel.env.VectorEnv;
import keel.env.contract.EnvContract;
import keel.env.remote.RemoteEnvironments;

/**
 * What compare-bridge measures in Java, as peers/bridge.py does in Python: one line of a command in, one line of JSON out, a
 * string with the reason if it failed.
 *
 * <pre>
 * open NAME native LANES GROUPS     CartPole-v1 in this process
 * open NAME ADDRESS LANES GROUPS    CartPole-v1 of a server
 * rate NAME SECONDS                 steps of single lanes a second
 * latency NAME STEPS                microseconds of one step of all lanes: median and 99th percentile, each of STEPS
 * close NAME
 * </pre>
 */
public final class BridgeDriver {
    private static final String ID = "CartPole-v1";
    private static final int DRAWN_STEPS = 64;
    private static final long SEED = 1;

    private final Map<String, Lanes> opened = new HashMap<>();

    private record Lanes(EnvProvider provider, VectorEnv env, List<Batch> actions) {}

    private BridgeDriver() {}

    /** Answers the commands of standard input. */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        BridgeDriver driver = new BridgeDriver();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(driver.answer(line.split(" ")));
        }
    }

    private String answer(String[] words) {
        try {
            switch (words[0]) {
                case "open":
                    open(words[1], words[2], Integer.parseInt(words[3]), Integer.parseInt(words[4]));
                    return "true";
                case "rate":
                    return Double.toString(rate(opened.get(words[1]), Double.parseDouble(words[2])));
                case "latency":
                    return latency(opened.get(words[1]), Integer.parseInt(words[2]));
                default:
                    Lanes lanes = opened.remove(words[1]);
                    lanes.env().close();
                    lanes.provider().close();
                    return "true";
            }
        } catch (EnvException e) {
            return '"' + String.valueOf(e.getMessage()).replace('"', '\'').replace('\n', ' ') + '"';
        }
    }

    private void open(String name, String where, int lanes, int groups) {
        EnvProvider provider = where.equals("native") ? new NativeEnvironments() : RemoteEnvironments.connect(where);
        EnvRequest request = new EnvRequest(ID, Map.of(), lanes, AutoresetMode.NEXT_STEP);
        VectorEnv env = provider.open(groups > 1 ? request.withGroups(groups) : request);
        long[] seeds = new long[lanes];
        Arrays.setAll(seeds, lane -> lane);
        env.reset(seeds);
        opened.put(name, new Lanes(provider, env, EnvContract.actions(env.actionSpace(), lanes, DRAWN_STEPS, SEED)));
    }

    private static double rate(Lanes lanes, double seconds) {
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        long now = begin;
        long steps = 0;
        while (now < end) {
            lanes.env().step(lanes.actions().get((int) (steps % DRAWN_STEPS)));
            steps++;
            now = System.nanoTime();
        }
        return steps * lanes.env().lanes() / ((now - begin) / 1e9);
    }

    private static String latency(Lanes lanes, int steps) {
        long[] nanos = new long[steps];
        for (int i = 0; i < steps; i++) {
            long begin = System.nanoTime();
            lanes.env().step(lanes.actions().get(i % DRAWN_STEPS));
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        return String.format(
                "{\"p50\": %f, \"p99\": %f}", nanos[steps / 2] / 1e3, nanos[(int) (steps * 99L / 100)] / 1e3);
    }
}
