package keel.experiments.preset;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import keel.training.optimizer.AdamSpec;
import keel.training.optimizer.AdamWSpec;
import keel.training.optimizer.AmsGradSpec;
import keel.training.optimizer.ExtragradientSpec;
import keel.training.optimizer.GradientClipping;
import keel.training.optimizer.LookaheadSpec;
import keel.training.optimizer.OptimisticAdamSpec;
import keel.training.optimizer.OptimisticSgdSpec;
import keel.training.optimizer.OptimizerSpec;
import keel.training.optimizer.RestartReset;
import keel.training.optimizer.RmsPropSpec;
import keel.training.optimizer.SgdSpec;
import keel.training.optimizer.UpdateRule;

/** Reads {@code optimizers.<name>}, after {@link OptimizerForm} completed it. */
final class OptimizerReader {
    static final String EXTRAGRADIENT = "extragradient";
    static final String LOOKAHEAD = "lookahead";
    static final String RESET_MOMENTS = "reset-moments";

    private static final Map<String, Function<Section, UpdateRule>> RULES = rules();
    private static final Map<String, RestartReset> RESETS = Section.byKey(RestartReset.values(), RestartReset::key);

    private OptimizerReader() {}

    /** All that one section says. */
    record Read(OptimizerSpec optimizer, GradientClipping clipping, RestartReset restartReset) {}

    private static Map<String, Function<Section, UpdateRule>> rules() {
        Map<String, Function<Section, UpdateRule>> all = new LinkedHashMap<>();
        all.put("sgd", s -> new SgdSpec(s.number("momentum"), s.flag("nesterov"), s.number("weight-decay")));
        all.put(
                "rmsprop",
                s -> new RmsPropSpec(
                        s.number("alpha"),
                        s.number("epsilon"),
                        s.flag("centered"),
                        s.number("momentum"),
                        s.number("weight-decay")));
        all.put("adam", s -> adam(s, AdamSpec::new));
        all.put("amsgrad", s -> adam(s, AmsGradSpec::new));
        all.put("adamw", s -> adam(s, AdamWSpec::new));
        all.put(
                "optimistic-adam",
                s -> new OptimisticAdamSpec(s.number("beta1"), s.number("beta2"), s.number("epsilon")));
        all.put("optimistic-sgd", s -> new OptimisticSgdSpec());
        return all;
    }

    /** Makes one of Adam's kin. */
    @FunctionalInterface
    private interface AdamKin {
        UpdateRule of(double beta1, double beta2, double epsilon, double weightDecay);
    }

    private static UpdateRule adam(Section s, AdamKin kin) {
        return kin.of(s.number("beta1"), s.number("beta2"), s.number("epsilon"), s.number("weight-decay"));
    }

    static Optional<Read> read(Section optimizers, String name) {
        Section o = optimizers.section(name);
        Function<Section, UpdateRule> make = o.choice("type", RULES);
        if (!o.names("type", RULES)) {
            // Whose constants the other keys are, nobody knows.
            return Optional.empty();
        }
        Optional<UpdateRule> rule = o.build(() -> make.apply(o));
        Optional<Double> maxValue = o.optionalNumber("max-gradient-value");
        Optional<Double> maxNorm = o.optionalNumber("max-gradient-norm");
        RestartReset reset = o.choice("on-restart", RESETS);
        Optional<OptimizerSpec> optimizer = rule.flatMap(r -> wrapped(o, r));
        o.finish();
        Optional<GradientClipping> clipping = o.build(() -> new GradientClipping(maxValue, maxNorm));
        if (optimizer.isEmpty() || clipping.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Read(optimizer.get(), clipping.get(), reset));
    }

    /** The rule within extragradient, that within lookahead, as far as they are asked for. */
    private static Optional<OptimizerSpec> wrapped(Section o, UpdateRule rule) {
        boolean extragradient = o.has(EXTRAGRADIENT) && o.flag(EXTRAGRADIENT);
        Optional<OptimizerSpec> inner = extragradient ? o.build(() -> new ExtragradientSpec(rule)) : Optional.of(rule);
        if (!o.has(LOOKAHEAD)) {
            return inner;
        }
        Section l = o.section(LOOKAHEAD);
        int every = l.wholeInt("every");
        double alpha = l.number("alpha");
        boolean resetMoments = l.flag(RESET_MOMENTS);
        l.finish();
        return inner.flatMap(of -> l.build(() -> new LookaheadSpec(every, alpha, resetMoments, of)));
    }
}
