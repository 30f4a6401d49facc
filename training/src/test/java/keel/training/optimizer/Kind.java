package keel.training.optimizer;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Every kind of optimiser, with constants that differ from member to member. */
record Kind(String name, IntFunction<OptimizerSpec> of) {
    /** What an {@link UpdateRule} may remember. */
    static final List<String> MEMORY = List.of("velocity", "mean", "square", "largest-square", "direction", "gradient");

    static final List<Kind> ALL = List.of(
            new Kind("sgd", p -> new SgdSpec(0, false, 0.01 * p)),
            new Kind("heavy ball", p -> new SgdSpec(-0.9 + 0.05 * p, false, 0.01 * p)),
            new Kind("nesterov", p -> new SgdSpec(0.3 + 0.02 * p, true, 0.01 * p)),
            new Kind("rmsprop", p -> new RmsPropSpec(0.6 + 0.01 * p, 1e-4 * (p + 1), p % 2 == 1, 0.01 * p, 0.01 * p)),
            new Kind("adam", p -> new AdamSpec(0.02 * p, 0.6 + 0.01 * p, 1e-6 * (p + 1), 0.01 * p)),
            new Kind("amsgrad", p -> new AmsGradSpec(0.02 * p, 0.6 + 0.01 * p, 1e-6 * (p + 1), 0.01 * p)),
            new Kind("adamw", p -> new AdamWSpec(0.02 * p, 0.6 + 0.01 * p, 1e-6 * (p + 1), 0.01 * p)),
            new Kind("optimistic-adam", p -> new OptimisticAdamSpec(0.02 * p, 0.6 + 0.01 * p, 1e-6 * (p + 1))),
            new Kind("optimistic-sgd", p -> new OptimisticSgdSpec()),
            new Kind("extragradient", p -> new ExtragradientSpec(new AdamSpec(0.02 * p, 0.9, 1e-6))),
            new Kind(
                    "lookahead",
                    p -> new LookaheadSpec(
                            2 + p % 3, 0.2 + 0.02 * p, p % 2 == 1, new RmsPropSpec(0.9, 1e-3, true, 0.02 * p, 0))),
            new Kind(
                    "lookahead of extragradient",
                    p -> new LookaheadSpec(
                            2 + p % 3, 0.5, false, new ExtragradientSpec(new SgdSpec(0.02 * p, false, 0.01 * p)))));

    static Stream<Kind> all() {
        return ALL.stream();
    }

    /** A cohort of members 0 to {@code members - 1}. */
    Optimizer cohort(int members, int parameterCount) {
        return Optimizer.create(
                Stream.iterate(0, p -> p + 1).limit(members).map(of::apply).toList(), parameterCount);
    }

    /** Member {@code p} of a cohort, alone. */
    Optimizer alone(int p, int parameterCount) {
        return Optimizer.create(List.of(of.apply(p)), parameterCount);
    }

    boolean isLookahead() {
        return of.apply(1) instanceof LookaheadSpec;
    }

    /** Where a checkpoint has the state of the innermost optimiser. */
    String innermost() {
        String path = "";
        OptimizerSpec spec = of.apply(1);
        if (spec instanceof LookaheadSpec lookahead) {
            path += "of/";
            spec = lookahead.of();
        }
        return spec instanceof ExtragradientSpec ? path + "of/" : path;
    }

    /** What a step may carry instead of the constant momentum, if anything. */
    boolean takesMomentum() {
        return of.apply(1).allowsMomentum(0.5);
    }

    @Override
    public String toString() {
        return name;
    }
}
