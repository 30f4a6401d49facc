package keel.gans.data;

import java.util.Optional;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.FeatureShape;
import keel.training.random.RandomStream;

/** Data that are made as they are asked for. */
final class GeneratedData implements GanData {
    private final FeatureShape shape;
    private final Sampler sampler;

    GeneratedData(FeatureShape shape, Sampler sampler) {
        this.shape = shape;
        this.sampler = sampler;
    }

    @Override
    public FeatureShape shape() {
        return shape;
    }

    @Override
    public DataStream stream(long seed) {
        return new Fresh(RandomStream.named(seed, "data"));
    }

    @Override
    public Reference reference(int count, long seed) {
        float[] samples = new float[count * shape.size()];
        new Fresh(RandomStream.named(seed, "data/reference")).next(samples, 0, count);
        return new Reference(count, samples, Optional.empty());
    }

    @Override
    public Optional<Modes> modes() {
        return sampler.modes();
    }

    private final class Fresh implements DataStream {
        private final RandomStream random;

        Fresh(RandomStream random) {
            this.random = random;
        }

        @Override
        public void next(float[] to, int offset, int count) {
            int size = shape.size();
            for (int i = 0; i < count; i++) {
                sampler.draw(random, to, offset + i * size);
            }
        }

        @Override
        public void save(int member, StateWriter to) {
            to.put("random", random);
        }

        @Override
        public void restore(int member, StateReader from) {
            from.get("random", random);
        }
    }
}
