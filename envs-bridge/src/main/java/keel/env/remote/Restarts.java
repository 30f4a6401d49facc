package keel.env.remote;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.ElementType;
import keel.env.Infos;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.ResetRequest;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.env.numpy.SeedSequence;
import org.jspecify.annotations.Nullable;

/** What a caller is told when its episodes were lost with the server, and the seeds that new ones begin with. */
final class Restarts {
    private static final int SPAWN_KEY_SHIFT = 128;

    private final Space space;
    private final int lanes;
    private final AutoresetMode autoreset;
    private final List<Optional<BigInteger>> seeds;
    /** In mode DISABLED: the lane's episode was cut off, and it has not been reset since. */
    private final boolean[] cut;

    private int count;
    private Batch lastSeen;

    /** In mode NEXT_STEP, what the step after the cut shows. */
    private @Nullable VectorReset begun;

    Restarts(Space space, int lanes, AutoresetMode autoreset) {
        this.space = space;
        this.lanes = lanes;
        this.autoreset = autoreset;
        seeds = new ArrayList<>(Collections.nCopies(lanes, Optional.empty()));
        lastSeen = Batch.zeros(space, lanes);
        cut = new boolean[lanes];
    }

    /** A reset was carried out: its seeds are what new ones are made from. */
    void seeded(ResetRequest request) {
        for (int lane = 0; lane < lanes; lane++) {
            if (request.resets(lane)) {
                cut[lane] = false;
                if (request.seed(lane).isPresent()) {
                    seeds.set(lane, request.seed(lane));
                }
            }
        }
        begun = null;
    }

    /** The caller sees these observations; they are live. */
    void seen(Batch observations) {
        lastSeen = observations;
    }

    /** A reset of every lane, seeded with what follows from the lane's last seed and the number of restarts. */
    ResetRequest reseeded() {
        count++;
        List<Optional<BigInteger>> next = new ArrayList<>();
        for (Optional<BigInteger> seed : seeds) {
            next.add(seed.map(known -> BigInteger.valueOf(derived(known, count))));
        }
        return new ResetRequest(next, new boolean[0], Map.of());
    }

    /** NumPy's {@code SeedSequence(seed, spawn_key=(restart,))}, its first 63 bits. */
    static long derived(BigInteger seed, int restart) {
        BigInteger spawned = seed.or(BigInteger.valueOf(restart).shiftLeft(Math.max(SPAWN_KEY_SHIFT, words(seed))));
        return new SeedSequence(spawned).generateLongs(1)[0] >>> 1;
    }

    /** Bits of the 32-bit words that the seed takes. */
    private static int words(BigInteger seed) {
        return (seed.bitLength() + Integer.SIZE - 1) / Integer.SIZE * Integer.SIZE;
    }

    /** The step that shows the cut. */
    VectorStep cutOff(VectorReset reset, ResetRequest reseeded) {
        Batch last = lastSeen.slice(space, lanes, 0, lanes);
        boolean[] truncated = new boolean[lanes];
        Arrays.fill(truncated, true);
        boolean same = autoreset == AutoresetMode.SAME_STEP;
        begun = autoreset == AutoresetMode.NEXT_STEP ? reset : null;
        Arrays.fill(cut, autoreset == AutoresetMode.DISABLED);
        lastSeen = same ? reset.observations() : last;
        return new VectorStep(
                same ? reset.observations() : last,
                new double[lanes],
                new boolean[lanes],
                truncated,
                same ? last : null,
                told(same ? reset.infos() : Infos.NONE, reseeded),
                Infos.NONE);
    }

    private Infos told(Infos infos, ResetRequest reseeded) {
        Map<String, Infos.Column> columns = new LinkedHashMap<>(infos.columns());
        byte[] everyLane = new byte[lanes];
        Arrays.fill(everyLane, (byte) 1);
        columns.put("server_restarted", Infos.everywhere(Tensor.of(ElementType.BOOL, everyLane, lanes)));
        boolean[] seeded = new boolean[lanes];
        long[] given = new long[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            seeded[lane] = reseeded.seed(lane).isPresent();
            given[lane] = reseeded.seed(lane).orElse(BigInteger.ZERO).longValue();
        }
        columns.put("seed", new Infos.Numbers(seeded, Tensor.of(given, lanes)));
        return new Infos(columns);
    }

    /** @throws RefusedException if a lane's episode was cut off and it has not been reset since */
    void checkStep() {
        for (int lane = 0; lane < lanes; lane++) {
            if (cut[lane]) {
                throw RefusedException.inLane(
                        Reason.FAILED_PRECONDITION,
                        lane,
                        "step",
                        "The episode of lane " + lane
                                + " ended when the server was restarted, and autoreset is DISABLED. Reset the lane first.");
            }
        }
    }

    /** Whether the next step is the filler row after a cut. */
    boolean fillerDue() {
        return begun != null;
    }

    /** The filler row after the cut in mode NEXT_STEP, once; else null. */
    @Nullable
    VectorStep filler() {
        VectorReset reset = begun;
        if (reset == null) {
            return null;
        }
        begun = null;
        lastSeen = reset.observations();
        return new VectorStep(
                reset.observations(),
                new double[lanes],
                new boolean[lanes],
                new boolean[lanes],
                null,
                reset.infos(),
                Infos.NONE);
    }
}
