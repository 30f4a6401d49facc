package keel.gans;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import keel.gans.data.DataStream;
import keel.gans.data.GanData;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Network;
import keel.training.random.RandomStream;

/** Batches for the updates of a cohort, every member's from random streams of its own. */
final class Samples implements MemberState {
    private static final List<String> STREAMS = List.of("noise", "instance-noise", "penalty");

    private final GanSpec shape;
    private final List<DataStream> data;
    private final int members;
    private final int size;
    private final List<List<RandomStream>> streams = new ArrayList<>();
    private final float[] latent;
    private final float[] real;
    private final float[] blurred;
    private final float[] between;

    Samples(GanSpec shape, GanData data, long[] seeds) {
        this.shape = shape;
        this.data = Arrays.stream(seeds).mapToObj(data::stream).toList();
        members = seeds.length;
        size = data.shape().size();
        for (String name : STREAMS) {
            streams.add(Arrays.stream(seeds)
                    .mapToObj(seed -> RandomStream.named(seed, name))
                    .toList());
        }
        int rows = members * shape.batch();
        latent = new float[rows * shape.latent().size()];
        real = new float[rows * size];
        blurred = new float[shape.regularizers().blurs() ? rows * size : 0];
        between = new float[shape.regularizers().gradientPenalty() > 0 ? rows * size : 0];
    }

    private RandomStream stream(int kind, int member) {
        return streams.get(kind).get(member);
    }

    /** Fresh samples of the data, {@code [P,B,size]}, live. */
    float[] real() {
        for (int p = 0; p < members; p++) {
            data.get(p).next(real, p * shape.batch() * size, shape.batch());
        }
        return real;
    }

    /** Fresh samples of the generator, {@code [P,B,size]}, live. */
    float[] generated(Network generator) {
        int length = shape.batch() * shape.latent().size();
        for (int p = 0; p < members; p++) {
            shape.latent().draw(stream(0, p), latent, p * length, shape.batch());
        }
        return generator.forward(latent, shape.batch());
    }

    /** The rows with this iteration's instance noise; they themselves if there is none. Live until the next call. */
    float[] blurred(float[] rows, long iteration) {
        if (blurred.length == 0) {
            return rows;
        }
        double sigma = shape.regularizers().instanceNoise().at(iteration);
        int length = shape.batch() * size;
        for (int p = 0; p < members; p++) {
            RandomStream random = stream(1, p);
            for (int i = p * length; i < (p + 1) * length; i++) {
                blurred[i] = (float) (rows[i] + sigma * random.nextGaussian());
            }
        }
        return blurred;
    }

    /** Points drawn uniformly from the lines between rows of two batches, {@code [P,B,size]}, live. */
    float[] between(float[] one, float[] other) {
        for (int p = 0; p < members; p++) {
            for (int row = p * shape.batch(); row < (p + 1) * shape.batch(); row++) {
                double share = stream(2, p).nextDouble();
                for (int i = row * size; i < (row + 1) * size; i++) {
                    between[i] = (float) (share * one[i] + (1 - share) * other[i]);
                }
            }
        }
        return between;
    }

    @Override
    public void save(int member, StateWriter to) {
        data.get(member).save(member, to.under("data"));
        for (int kind = 0; kind < STREAMS.size(); kind++) {
            to.put(STREAMS.get(kind), stream(kind, member));
        }
    }

    @Override
    public void restore(int member, StateReader from) {
        data.get(member).restore(member, from.under("data"));
        for (int kind = 0; kind < STREAMS.size(); kind++) {
            from.get(STREAMS.get(kind), stream(kind, member));
        }
    }
}
