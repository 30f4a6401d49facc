package keel.gans;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import keel.gans.data.GanData;
import keel.gans.loss.GanLoss;
import keel.gans.regularizer.GradientPenalty;
import keel.gans.regularizer.GradientPenalty.Form;
import keel.training.Cohort;
import keel.training.NetworkLearner;
import keel.training.checkpoint.MemberState;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.Network;

/** The game of a cohort: losses and gradients of both players on fresh batches, and their updates. */
final class Players implements MemberState {
    private static final String GRADIENT_RATIO = "gradient_norm_ratio";

    private final List<GanSpec> specs;
    private final GanSpec shape;
    private final NetworkLearner generator;
    private final NetworkLearner discriminator;
    private final Cohort cohort;
    private final Samples samples;
    private final GradientPenalty r1;
    private final GradientPenalty r2;
    private final GradientPenalty unitSlope;
    private final int rows;
    private final float[] realLogits;
    private final float[] fakeLogits;
    private final float[] gradient;
    private final float[] realRows;
    private final float[] fakeRows;
    private final double[] generatorLoss;
    private final double[] discriminatorLoss;
    private final Map<String, double[]> penalties;
    private final DiscriminatorAccuracy accuracy;

    Players(
            List<GanSpec> specs,
            long[] seeds,
            GanData data,
            NetworkLearner generator,
            NetworkLearner discriminator,
            Cohort cohort) {
        this.specs = specs;
        this.generator = generator;
        this.discriminator = discriminator;
        this.cohort = cohort;
        shape = specs.get(0);
        samples = new Samples(shape, data, seeds);
        r1 = penalty(
                Form.SQUARED,
                specs.stream().map(s -> s.regularizers().r1Gamma()).toList());
        r2 = penalty(
                Form.SQUARED,
                specs.stream().map(s -> s.regularizers().r2Gamma()).toList());
        unitSlope = penalty(
                Form.UNIT_NORM,
                specs.stream().map(s -> s.regularizers().gradientPenalty()).toList());
        int members = specs.size();
        rows = members * shape.batch();
        realLogits = new float[rows];
        fakeLogits = new float[rows];
        gradient = new float[rows];
        realRows = new float[rows * data.shape().size()];
        fakeRows = new float[rows * data.shape().size()];
        generatorLoss = new double[members];
        discriminatorLoss = new double[members];
        penalties = Map.of("r1", new double[members], "r2", new double[members], "unit_slope", new double[members]);
        accuracy = new DiscriminatorAccuracy(members, shape.batch());
    }

    private GradientPenalty penalty(Form form, List<Double> weights) {
        return new GradientPenalty(
                form, weights, shape.batch(), shape.data().shape().size());
    }

    /** What {@link #describe} may tell. */
    static List<String> metrics(GanSpec spec) {
        List<String> names = new ArrayList<>(DiscriminatorAccuracy.METRICS);
        names.addAll(List.of("loss_gap/discriminator", "loss_gap/generator", GRADIENT_RATIO));
        if (spec.regularizers().r1Gamma() > 0) {
            names.add("penalty/r1");
        }
        if (spec.regularizers().r2Gamma() > 0) {
            names.add("penalty/r2");
        }
        if (spec.regularizers().gradientPenalty() > 0) {
            names.add("penalty/unit_slope");
        }
        return names;
    }

    /** One iteration. */
    void iterate(long iteration, boolean measure) {
        if (discriminator.extrapolates() || generator.extrapolates()) {
            extrapolate(iteration, measure);
            return;
        }
        switch (shape.updates().order()) {
            case DISCRIMINATOR_FIRST -> {
                updateDiscriminator(iteration, measure);
                updateGenerator(iteration, measure);
            }
            case GENERATOR_FIRST -> {
                updateGenerator(iteration, measure);
                updateDiscriminator(iteration, measure);
            }
            case SIMULTANEOUS -> {
                differentiateDiscriminator(iteration);
                differentiateGenerator(iteration);
                applyDiscriminator(measure);
                generator.update(generatorLoss, measure);
            }
        }
    }

    private void updateDiscriminator(long iteration, boolean measure) {
        int count = shape.updates().discriminator();
        for (int k = 1; k <= count; k++) {
            differentiateDiscriminator(iteration);
            applyDiscriminator(measure && k == count);
        }
    }

    private void updateGenerator(long iteration, boolean measure) {
        int count = shape.updates().generator();
        for (int k = 1; k <= count; k++) {
            differentiateGenerator(iteration);
            generator.update(generatorLoss, measure && k == count);
        }
    }

    /** Both players look ahead from the same point, and both step with the gradients of fresh samples found there. */
    private void extrapolate(long iteration, boolean measure) {
        differentiateDiscriminator(iteration);
        differentiateGenerator(iteration);
        discriminator.extrapolate(discriminatorLoss);
        generator.extrapolate(generatorLoss);
        differentiateDiscriminator(iteration);
        differentiateGenerator(iteration);
        applyDiscriminator(measure);
        generator.update(generatorLoss, measure);
    }

    private void applyDiscriminator(boolean measure) {
        discriminator.update(discriminatorLoss, measure);
        boolean clipped = false;
        for (int p = 0; p < specs.size(); p++) {
            if (specs.get(p).regularizers().weightClip().isPresent() && cohort.active(p)) {
                clip(p, specs.get(p).regularizers().weightClip().get().floatValue());
                clipped = true;
            }
        }
        if (clipped) {
            discriminator.network().parametersChanged();
        }
    }

    private void clip(int p, float bound) {
        int n = discriminator.network().parameterCount();
        float[] parameters = discriminator.network().parameters();
        for (int i = p * n; i < (p + 1) * n; i++) {
            parameters[i] = Math.max(-bound, Math.min(bound, parameters[i]));
        }
    }

    private void differentiateDiscriminator(long iteration) {
        Network d = discriminator.network();
        keep(samples.blurred(samples.real(), iteration), realRows);
        keep(samples.blurred(samples.generated(generator.network()), iteration), fakeRows);
        if (shape.loss().pairs()) {
            keep(d.predict(fakeRows, shape.batch()), fakeLogits);
        }
        boolean penalize = discriminator.updates() % shape.regularizers().every() == 0;
        keep(d.forward(realRows, shape.batch()), realLogits);
        d.backward(ofDiscriminator(true));
        penalize(penalize, "r1", r1);
        keep(d.forward(fakeRows, shape.batch()), fakeLogits);
        d.backward(ofDiscriminator(false));
        penalize(penalize, "r2", r2);
        if (penalize && unitSlope.used()) {
            d.forward(samples.between(realRows, fakeRows), shape.batch());
            penalize(true, "unit_slope", unitSlope);
        }
        accuracy.measure(realLogits, fakeLogits);
    }

    private static void keep(float[] live, float[] copy) {
        System.arraycopy(live, 0, copy, 0, copy.length);
    }

    private void penalize(boolean now, String name, GradientPenalty penalty) {
        if (now) {
            double[] values =
                    penalty.apply(discriminator.network(), shape.regularizers().every());
            System.arraycopy(values, 0, penalties.get(name), 0, values.length);
        }
    }

    /** Loss terms of real or generated rows, and the gradient by their logits. */
    private float[] ofDiscriminator(boolean real) {
        int batch = shape.batch();
        for (int p = 0; p < specs.size(); p++) {
            GanLoss loss = specs.get(p).loss();
            double sum = 0;
            for (int i = p * batch; i < (p + 1) * batch; i++) {
                double r = realLogits[i];
                double f = fakeLogits[i];
                sum += real ? loss.realTerm(r, f) : loss.fakeTerm(r, f);
                gradient[i] = (float) ((real ? loss.realSlope(r, f) : loss.fakeSlope(r, f)) / batch);
            }
            discriminatorLoss[p] = real ? sum / batch : discriminatorLoss[p] + sum / batch;
        }
        return gradient;
    }

    private void differentiateGenerator(long iteration) {
        Network d = discriminator.network();
        int batch = shape.batch();
        if (shape.loss().pairs()) {
            keep(d.predict(samples.blurred(samples.real(), iteration), batch), realLogits);
        }
        float[] logits = d.forward(samples.blurred(samples.generated(generator.network()), iteration), batch);
        for (int p = 0; p < specs.size(); p++) {
            GanLoss loss = specs.get(p).loss();
            double sum = 0;
            for (int i = p * batch; i < (p + 1) * batch; i++) {
                sum += loss.generatorTerm(realLogits[i], logits[i]);
                gradient[i] = (float) (loss.generatorSlope(realLogits[i], logits[i]) / batch);
            }
            generatorLoss[p] = sum / batch;
        }
        generator.network().backward(d.inputGradient(gradient));
    }

    /** One update of the discriminator alone. */
    void discriminate(long iteration) {
        differentiateDiscriminator(iteration);
        applyDiscriminator(false);
    }

    /** One update of the generator alone. */
    void generate(long iteration) {
        differentiateGenerator(iteration);
        generator.update(generatorLoss, false);
    }

    /** The discriminator's loss on the next samples, without its penalties; changes nothing else. */
    double[] discriminatorLoss(long iteration) {
        differentiateDiscriminator(iteration);
        discriminator.network().zeroGradients();
        return discriminatorLoss.clone();
    }

    /** Adds what the last iteration tells of one member, after what its networks tell. */
    void describe(int p, Map<String, Double> values) {
        GanLoss loss = specs.get(p).loss();
        values.put("loss_gap/discriminator", discriminatorLoss[p] - loss.idealDiscriminatorLoss());
        values.put("loss_gap/generator", generatorLoss[p] - loss.idealGeneratorLoss());
        accuracy.describe(p, values);
        Double ofGenerator = values.get("gradient_norm/generator");
        Double ofDiscriminator = values.get("gradient_norm/discriminator");
        if (ofGenerator != null && ofDiscriminator != null) {
            values.put(GRADIENT_RATIO, ofGenerator / ofDiscriminator);
        }
        putIfUsed(p, "r1", r1, values);
        putIfUsed(p, "r2", r2, values);
        putIfUsed(p, "unit_slope", unitSlope, values);
    }

    private void putIfUsed(int p, String name, GradientPenalty penalty, Map<String, Double> values) {
        if (penalty.used()) {
            values.put("penalty/" + name, penalties.get(name)[p]);
        }
    }

    @Override
    public void save(int member, StateWriter to) {
        samples.save(member, to);
        penalties.forEach((name, values) -> to.put("penalty-" + name, values[member]));
    }

    @Override
    public void restore(int member, StateReader from) {
        samples.restore(member, from);
        penalties.forEach((name, values) -> values[member] = from.number("penalty-" + name));
    }
}
