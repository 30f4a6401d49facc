package keel.gans.features;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import keel.gans.data.DataFolder;
import keel.gans.data.DataSpec;
import keel.gans.data.DigitsSpec;
import keel.gans.data.IdxSet;
import keel.gans.data.IdxSpec;
import keel.gans.data.ImageParts;

/** Trains the classifiers that ship and writes them: {@code WriteClassifiers FOLDER [digits|fashion-mnist|mnist DATA-FOLDER]}. */
final class WriteClassifiers {
    private WriteClassifiers() {}

    static ClassifierTraining training(DataSpec data) {
        return data instanceof DigitsSpec ? new ClassifierTraining(60, 32, 2e-3) : new ClassifierTraining(8, 128, 2e-3);
    }

    public static void main(String[] words) throws IOException {
        DataSpec data = words[1].equals("digits")
                ? new DigitsSpec()
                : new IdxSpec(
                        Arrays.stream(IdxSet.values())
                                .filter(set -> set.key().equals(words[1]))
                                .findFirst()
                                .orElseThrow(),
                        false);
        DataFolder folder = words.length > 2 ? DataFolder.of(Path.of(words[2])) : DataFolder.NONE;
        ImageParts parts = data.open(folder).images().orElseThrow();
        ClassifierSpec spec = ClassifierSpec.of(data).orElseThrow();
        try (FeatureClassifier classifier = training(data).train(spec, parts.training(), 0);
                OutputStream to = Files.newOutputStream(Path.of(words[0], spec.name() + "-classifier.bin.gz"))) {
            classifier.write(to);
            System.out.printf(
                    "%s: hash %s, accuracy %.4f (held out %.4f)%n",
                    spec.name(),
                    classifier.hash(),
                    classifier.accuracy(parts.training()),
                    classifier.accuracy(parts.heldOut()));
        }
    }
}
