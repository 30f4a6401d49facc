package keel.gans.features;

import java.util.List;
import java.util.stream.IntStream;
import keel.gans.data.LabelledImages;
import keel.training.network.Initializer;
import keel.training.network.Network;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.Optimizer;
import keel.training.optimizer.StepSize;
import keel.training.random.RandomStream;

/**
 * Trains a classifier: cross-entropy by Adam in shuffled epochs, the rate falling in a line to 0.
 *
 * @param epochs passes over all images
 * @param batch images in an update; what is left over at the end of an epoch is left out
 * @param rate of the first update
 */
public record ClassifierTraining(int epochs, int batch, double rate) {
    /**
     * Trains on all of these images.
     *
     * @param seed decides everything that is drawn
     */
    public FeatureClassifier train(ClassifierSpec spec, LabelledImages images, long seed) {
        try (Network network =
                spec.engine().create("classifier", spec.input().size(), spec.whole(), spec.classes(), 1)) {
            network.initialize(0, new Initializer.UniformFanIn(), RandomStream.named(seed, "network/classifier"));
            Optimizer optimizer = Optimizer.create(List.of(AdamSpec.DEFAULT), network.parameterCount());
            RandomStream random = RandomStream.named(seed, "data");
            int[] order = IntStream.range(0, images.count()).toArray();
            int size = spec.input().size();
            float[] rows = new float[batch * size];
            int batches = images.count() / batch;
            for (int epoch = 0; epoch < epochs; epoch++) {
                random.shuffle(order);
                for (int b = 0; b < batches; b++) {
                    for (int i = 0; i < batch; i++) {
                        images.copy(order[b * batch + i], rows, i * size);
                    }
                    network.zeroGradients();
                    float[] logits = network.forward(rows, batch);
                    network.backward(gradient(logits, images, order, b * batch, spec.classes()));
                    double left = 1 - (epoch * batches + b) / (double) (epochs * batches);
                    optimizer.step(0, network.parameters(), network.gradients(), StepSize.of(rate * left));
                    network.parametersChanged();
                }
            }
            return new FeatureClassifier(spec, network.parameters());
        }
    }

    /** Of the mean cross-entropy, by the logits. */
    private float[] gradient(float[] logits, LabelledImages images, int[] order, int from, int classes) {
        float[] gradient = new float[batch * classes];
        for (int i = 0; i < batch; i++) {
            double[] row = new double[classes];
            for (int k = 0; k < classes; k++) {
                row[k] = logits[i * classes + k];
            }
            double[] probabilities = FeatureClassifier.softmax(row);
            for (int k = 0; k < classes; k++) {
                double target = images.label(order[from + i]) == k ? 1 : 0;
                gradient[i * classes + k] = (float) ((probabilities[k] - target) / batch);
            }
        }
        return gradient;
    }
}
