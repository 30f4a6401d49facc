package keel.gans;

import java.util.List;
import keel.gans.data.GanData;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Device;

/**
 * One member of a cohort, copied so that something can be tried on it: networks, optimisers and clocks, but samples of its own,
 * the same at every try, which no training sees.
 */
final class PairCopy implements AutoCloseable {
    private static final long SEED = 0;

    private final NetworkLearner generator;
    private final NetworkLearner discriminator;
    private final Players players;
    private final long iteration;
    private final StateReader generatorState;
    private final StateReader discriminatorState;
    private final StateReader samples;

    /**
     * Copies a member as it is after some iterations.
     *
     * @param spec of the member; as many samples as are measured stand in for a batch, and penalties are never left out
     */
    PairCopy(
            GanSpec spec,
            GanData data,
            int member,
            NetworkLearner ofGenerator,
            NetworkLearner ofDiscriminator,
            long iterations) {
        GanSpec own = spec.measuring();
        Cohort alone = new Cohort(1);
        generator = new NetworkLearner(
                GanSpec.GENERATOR, own.network(Device.CPU, GanSpec.GENERATOR, 1), List.of(own.generator()), alone);
        discriminator = new NetworkLearner(
                GanSpec.DISCRIMINATOR,
                own.network(Device.CPU, GanSpec.DISCRIMINATOR, 1),
                List.of(own.discriminator()),
                alone);
        players = new Players(List.of(own), new long[] {SEED}, data.heldOut(), generator, discriminator, alone);
        iteration = iterations;
        generatorState = state(ofGenerator, member);
        discriminatorState = state(ofDiscriminator, member);
        samples = state(players, 0);
        rewind();
    }

    private static StateReader state(MemberState of, int member) {
        StateWriter writer = new StateWriter();
        of.save(member, writer);
        return writer.reader();
    }

    /** Undoes all that was tried since the copy was made, and starts samples anew. */
    private void rewind() {
        generator.restore(0, generatorState);
        discriminator.restore(0, discriminatorState);
        players.restore(0, samples);
    }

    /** All parameters: those of the generator, then those of the discriminator. */
    double[] parameters() {
        float[] g = generator.network().parameters();
        float[] d = discriminator.network().parameters();
        double[] all = new double[g.length + d.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = i < g.length ? g[i] : d[i - g.length];
        }
        return all;
    }

    private void setParameters(double[] all) {
        float[] g = generator.network().parameters();
        float[] d = discriminator.network().parameters();
        for (int i = 0; i < all.length; i++) {
            if (i < g.length) {
                g[i] = (float) all[i];
            } else {
                d[i - g.length] = (float) all[i];
            }
        }
        generator.network().parametersChanged();
        discriminator.network().parametersChanged();
    }

    /** How one iteration from these parameters changes them, optimisers and samples being as they were when it was made. */
    double[] change(double[] from) {
        rewind();
        setParameters(from);
        players.iterate(iteration, false);
        discriminator.synchronize();
        generator.synchronize();
        double[] change = parameters();
        for (int i = 0; i < change.length; i++) {
            change[i] -= from[i];
        }
        return change;
    }

    /** The discriminator's loss after so many updates of it alone. */
    double lossAfterDiscriminating(int updates) {
        rewind();
        for (int k = 0; k < updates; k++) {
            players.discriminate(iteration);
        }
        return loss();
    }

    /** The discriminator's loss after so many updates of the generator alone. */
    double lossAfterGenerating(int updates) {
        rewind();
        for (int k = 0; k < updates; k++) {
            players.generate(iteration);
        }
        return loss();
    }

    private double loss() {
        players.restore(0, samples);
        return players.discriminatorLoss(iteration)[0];
    }

    @Override
    public void close() {
        generator.close();
        discriminator.close();
    }
}
