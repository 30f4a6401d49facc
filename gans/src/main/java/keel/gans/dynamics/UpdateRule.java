package keel.gans.dynamics;

import static keel.training.InvalidConfigException.require;

import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * How two players that descend a {@link LinearGame} take one step: a matrix that maps a state to the next. The state is (θ, ψ);
 * rules with a memory keep the state before it behind.
 */
public sealed interface UpdateRule {
    /**
     * The step at these rates.
     *
     * @param rateGenerator of θ
     * @param rateDiscriminator of ψ
     */
    RealMatrix step(LinearGame game, double rateGenerator, double rateDiscriminator);

    /** Both move from the same point. */
    record Simultaneous() implements UpdateRule {
        @Override
        public RealMatrix step(LinearGame game, double rateGenerator, double rateDiscriminator) {
            return identity().add(scaled(game.field(), rateGenerator, rateDiscriminator));
        }
    }

    /**
     * The generator moves some times, then the discriminator against the generator as it is then. Which of them begins makes no
     * difference to eigenvalues.
     */
    record Alternating(int generator, int discriminator) implements UpdateRule {
        public Alternating {
            require(
                    generator >= 1 && discriminator >= 1,
                    "updates of the generator (%d) and the discriminator (%d) in an iteration must each be at least 1."
                            .formatted(generator, discriminator));
        }

        @Override
        public RealMatrix step(LinearGame game, double rateGenerator, double rateDiscriminator) {
            RealMatrix first = identity().add(scaled(game.field(), rateGenerator, 0));
            RealMatrix second = identity().add(scaled(game.field(), 0, rateDiscriminator));
            return second.power(discriminator).multiply(first.power(generator));
        }
    }

    /** Both look ahead from the same point, and step with the field found there (Korpelevich 1976). */
    record Extragradient() implements UpdateRule {
        @Override
        public RealMatrix step(LinearGame game, double rateGenerator, double rateDiscriminator) {
            RealMatrix move = scaled(game.field(), rateGenerator, rateDiscriminator);
            return identity().add(move).add(move.multiply(move));
        }
    }

    /** {@code z + 2 H v(z) - H v(z before)} (Daskalakis et al. 2018). */
    record Optimistic() implements UpdateRule {
        @Override
        public RealMatrix step(LinearGame game, double rateGenerator, double rateDiscriminator) {
            RealMatrix move = scaled(game.field(), rateGenerator, rateDiscriminator);
            return companion(identity().add(move.scalarMultiply(2)), move.scalarMultiply(-1));
        }
    }

    /**
     * Heavy-ball momentum β, negative to damp rotation (Gidel et al. 2019), over simultaneous or alternating steps.
     *
     * @param alternating whether the discriminator moves after the generator
     */
    record Momentum(double beta, boolean alternating) implements UpdateRule {
        public Momentum {
            require(
                    beta > -1 && beta < 1,
                    "momentum is %s, but past steps must fade, so it must lie in (-1, 1).".formatted(beta));
        }

        @Override
        public RealMatrix step(LinearGame game, double rateGenerator, double rateDiscriminator) {
            RealMatrix keep = identity().scalarMultiply(beta);
            if (!alternating) {
                RealMatrix move = scaled(game.field(), rateGenerator, rateDiscriminator);
                return companion(identity().add(move).add(keep), keep.scalarMultiply(-1));
            }
            RealMatrix first = companion(identity().add(scaled(game.field(), rateGenerator, 0)), zero());
            first.addToEntry(0, 0, beta);
            first.addToEntry(0, 2, -beta);
            // Behind the half step stand the state before it and, in the discriminator's place, the one before that.
            first.setEntry(3, 1, 0);
            first.setEntry(3, 3, 1);
            RealMatrix second = MatrixUtils.createRealIdentityMatrix(4);
            RealMatrix move = scaled(game.field(), 0, rateDiscriminator);
            second.addToEntry(1, 0, move.getEntry(1, 0));
            second.addToEntry(1, 1, move.getEntry(1, 1) + beta);
            second.addToEntry(1, 3, -beta);
            second.setEntry(3, 1, 1);
            second.setEntry(3, 3, 0);
            return second.multiply(first);
        }
    }

    /**
     * {@code (1 - share) z + share B^every z}: after some steps of a rule, a share of the way is taken (Zhang et al. 2019;
     * Chavdarova et al. 2021). One step of this is as many of the rule's.
     */
    record Lookahead(UpdateRule of, int every, double share) implements UpdateRule {
        public Lookahead {
            require(every >= 1, "lookahead is every %d steps, but it must be at least 1.".formatted(every));
            require(
                    share > 0 && share <= 1,
                    "lookahead takes a share of %s of the way, but it must be in (0, 1].".formatted(share));
        }

        @Override
        public RealMatrix step(LinearGame game, double rateGenerator, double rateDiscriminator) {
            RealMatrix ahead = of.step(game, rateGenerator, rateDiscriminator).power(every);
            return MatrixUtils.createRealIdentityMatrix(ahead.getRowDimension())
                    .scalarMultiply(1 - share)
                    .add(ahead.scalarMultiply(share));
        }
    }

    /** Both also descend {@code weight / 2 |v|²}, the field's squared length (Mescheder et al. 2017). */
    record Consensus(double weight, boolean alternating) implements UpdateRule {
        public Consensus {
            require(weight >= 0, "consensus weighs %s, but it must be at least 0.".formatted(weight));
        }

        /** The Jacobian of the field with this term. */
        public RealMatrix field(LinearGame game) {
            RealMatrix field = game.field();
            return field.subtract(field.transpose().multiply(field).scalarMultiply(weight));
        }

        @Override
        public RealMatrix step(LinearGame game, double rateGenerator, double rateDiscriminator) {
            RealMatrix field = field(game);
            if (!alternating) {
                return identity().add(scaled(field, rateGenerator, rateDiscriminator));
            }
            return identity()
                    .add(scaled(field, 0, rateDiscriminator))
                    .multiply(identity().add(scaled(field, rateGenerator, 0)));
        }
    }

    private static RealMatrix identity() {
        return MatrixUtils.createRealIdentityMatrix(2);
    }

    private static RealMatrix zero() {
        return MatrixUtils.createRealMatrix(2, 2);
    }

    /** Each player's row times its rate. */
    private static RealMatrix scaled(RealMatrix field, double rateGenerator, double rateDiscriminator) {
        return MatrixUtils.createRealDiagonalMatrix(new double[] {rateGenerator, rateDiscriminator})
                .multiply(field);
    }

    /** The step {@code a z + b z'} of a state z with the one before, z'. */
    private static RealMatrix companion(RealMatrix a, RealMatrix b) {
        RealMatrix all = MatrixUtils.createRealMatrix(4, 4);
        all.setSubMatrix(a.getData(), 0, 0);
        all.setSubMatrix(b.getData(), 0, 2);
        all.setSubMatrix(identity().getData(), 2, 0);
        return all;
    }
}
