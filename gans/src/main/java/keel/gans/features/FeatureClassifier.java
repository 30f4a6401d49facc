package keel.gans.features;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import keel.gans.data.LabelledImages;
import keel.gans.metrics.SampleSet;
import keel.training.network.Network;

/**
 * A trained classifier of images. Not for several threads at once.
 *
 * <p>What is measured with two of them cannot be compared: {@link #hash} tells them apart.
 */
public final class FeatureClassifier implements AutoCloseable {
    private static final int HASH_BYTES = 4;
    private static final int ROWS_AT_A_TIME = 256;

    private final ClassifierSpec spec;
    /** Of the whole network: those of the body, then those of the head. */
    private final float[] parameters;

    private final Network body;
    /** From features to logits. */
    private final Network head;

    /**
     * Takes trained parameters.
     *
     * @param parameters of {@link ClassifierSpec#whole}, as {@link Network#parameters} has them
     */
    public FeatureClassifier(ClassifierSpec spec, float[] parameters) {
        this.spec = spec;
        this.parameters = parameters.clone();
        body = spec.engine().create("classifier", spec.input().size(), spec.body(), spec.features(), 1);
        head = spec.engine().create("classifier", spec.features(), spec.head(), spec.classes(), 1);
        int bodyCount = body.parameterCount();
        int count = bodyCount + head.parameterCount();
        if (count != parameters.length) {
            throw new IllegalArgumentException("classifier %s has %d parameters, but %d were given"
                    .formatted(spec.name(), count, parameters.length));
        }
        fill(body, 0);
        fill(head, bodyCount);
    }

    private void fill(Network network, int from) {
        System.arraycopy(parameters, from, network.parameters(), 0, network.parameterCount());
        network.parametersChanged();
    }

    /** The one that ships with Keel. */
    public static FeatureClassifier shipped(ClassifierSpec spec) {
        return new FeatureClassifier(spec, shippedParameters(spec));
    }

    /** The hash of the one that ships, without making it ready. */
    public static String shippedHash(ClassifierSpec spec) {
        return hash(shippedParameters(spec));
    }

    private static float[] shippedParameters(ClassifierSpec spec) {
        String name = spec.name() + "-classifier.bin.gz";
        try (InputStream from = FeatureClassifier.class.getResourceAsStream(name)) {
            if (from == null) {
                throw new IllegalStateException("resource " + name + " is missing from this build");
            }
            DataInputStream in = new DataInputStream(new GZIPInputStream(from));
            float[] parameters = new float[in.readInt()];
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = in.readFloat();
            }
            return parameters;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes what {@link #shipped} reads: the number of parameters and each of them, big-endian, compressed. */
    public void write(OutputStream to) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(to))) {
            out.writeInt(parameters.length);
            for (float parameter : parameters) {
                out.writeFloat(parameter);
            }
        }
    }

    /** Short name of its parameters: equal for equal ones. */
    public String hash() {
        return hash(parameters);
    }

    private static String hash(float[] parameters) {
        ByteBuffer bytes = ByteBuffer.allocate(parameters.length * Float.BYTES);
        bytes.asFloatBuffer().put(parameters);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Looks at images.
     *
     * @param images {@code [count, size]} at {@code offset}, pixels in [-1, 1]
     */
    public Features of(float[] images, int offset, int count) {
        int size = spec.input().size();
        double[][] rows = new double[count][];
        double[][] probabilities = new double[count][];
        for (int from = 0; from < count; from += ROWS_AT_A_TIME) {
            int some = Math.min(ROWS_AT_A_TIME, count - from);
            float[] input = Arrays.copyOfRange(images, offset + from * size, offset + (from + some) * size);
            float[] features = body.predict(input, some);
            float[] logits = head.predict(features, some);
            for (int i = 0; i < some; i++) {
                rows[from + i] = row(features, i, spec.features());
                probabilities[from + i] = softmax(row(logits, i, spec.classes()));
            }
        }
        return new Features(new SampleSet(rows), probabilities);
    }

    private static double[] row(float[] values, int row, int size) {
        double[] result = new double[size];
        for (int j = 0; j < size; j++) {
            result[j] = values[row * size + j];
        }
        return result;
    }

    /** Probabilities of logits. */
    static double[] softmax(double[] logits) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            highest = Math.max(highest, logit);
        }
        double sum = 0;
        double[] result = new double[logits.length];
        for (int k = 0; k < logits.length; k++) {
            result[k] = Math.exp(logits[k] - highest);
            sum += result[k];
        }
        for (int k = 0; k < logits.length; k++) {
            result[k] /= sum;
        }
        return result;
    }

    /** Share of images whose class it names. */
    public double accuracy(LabelledImages images) {
        float[] pixels = new float[images.count() * spec.input().size()];
        for (int i = 0; i < images.count(); i++) {
            images.copy(i, pixels, i * spec.input().size());
        }
        double[][] probabilities = of(pixels, 0, images.count()).probabilities();
        int right = 0;
        for (int i = 0; i < images.count(); i++) {
            right += Features.likeliest(probabilities[i]) == images.label(i) ? 1 : 0;
        }
        return (double) right / images.count();
    }

    @Override
    public void close() {
        body.close();
        head.close();
    }
}
