package keel.experiments.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import keel.gans.GanSpec;
import keel.gans.LatentSpec;
import keel.gans.RegularizerSpec;
import keel.gans.UpdateSpec;
import keel.gans.data.DiracSpec;
import keel.gans.dynamics.LinearGame;
import keel.gans.dynamics.UpdateRule;
import keel.training.NetworkTraining;
import keel.training.network.OutputSpec;
import keel.training.optimizer.SgdSpec;

/** What linear theory knows of a pair before it trains. */
record PairTheory(GanSpec spec) {
    /** How the players move if both take plain gradient steps. */
    UpdateRule rule() {
        return spec.updates().order() == UpdateSpec.Order.SIMULTANEOUS
                ? new UpdateRule.Simultaneous()
                : new UpdateRule.Alternating(
                        spec.updates().generator(), spec.updates().discriminator());
    }

    /** Damping, as the Dirac-GAN has it. */
    double gamma() {
        return spec.regularizers().r1Gamma() + spec.regularizers().r2Gamma();
    }

    /** The game, where linear theory knows it: a Dirac-GAN of one bias and one slope, by plain gradient steps. */
    Optional<LinearGame> game() {
        RegularizerSpec regularizers = spec.regularizers();
        boolean dirac = spec.data() instanceof DiracSpec
                && spec.latent().noise() == LatentSpec.Noise.ZERO
                && spec.generator().network().layers().isEmpty()
                && spec.discriminator().network().layers().isEmpty()
                && spec.discriminator().network().output().equals(new OutputSpec.Linear(false, false));
        boolean plain = otherSteps().isEmpty()
                && networks().allMatch(training -> training.rate().layers().isEmpty())
                && spec.updates().generator() == 1
                && spec.updates().discriminator() == 1
                && regularizers.every() == 1
                && regularizers.gradientPenalty() == 0
                && !regularizers.blurs();
        return dirac && plain ? Optional.of(LinearGame.dirac(spec.loss(), gamma())) : Optional.empty();
    }

    private Stream<NetworkTraining> networks() {
        return Stream.of(spec.generator(), spec.discriminator());
    }

    /** What makes steps other than plain gradient steps, as people call it. */
    List<String> otherSteps() {
        return networks()
                .filter(training -> training.rate().momentum().isPresent()
                        || !training.optimizer().equals(new SgdSpec(0, false, 0)))
                .map(training -> training.optimizer() instanceof SgdSpec
                        ? "momentum or weight decay"
                        : training.optimizer().type())
                .distinct()
                .toList();
    }
}
