package keel.gans;

import static keel.training.InvalidConfigException.require;

import java.util.Optional;
import keel.training.rate.RateSchedule;

/**
 * What keeps the discriminator smooth, besides its layers.
 *
 * @param r1Gamma weight of R1: {@code gamma / 2 * E |grad D(real)|²} (Mescheder et al. 2018); 0 for none
 * @param r2Gamma weight of R2, the same at generated rows; 0 for none
 * @param gradientPenalty weight of {@code E (|grad D| - 1)²} between real and generated rows (WGAN-GP, Gulrajani et al. 2017); 0
 *     for none
 * @param every updates of the discriminator between two with penalties, which then weigh as many times (lazy regularisation,
 *     Karras et al. 2020); 1 for every update
 * @param weightClip bound of the discriminator's parameters after each of its updates (Arjovsky et al. 2017), if any
 * @param instanceNoise standard deviation of the Gaussian noise on every row that the discriminator reads (Sønderby et al.
 *     2017), by iteration
 */
public record RegularizerSpec(
        double r1Gamma,
        double r2Gamma,
        double gradientPenalty,
        int every,
        Optional<Double> weightClip,
        RateSchedule instanceNoise) {
    public RegularizerSpec {
        requireWeight("r1-gamma", r1Gamma);
        requireWeight("r2-gamma", r2Gamma);
        requireWeight("gradient-penalty", gradientPenalty);
        require(
                every >= 1,
                "gan.penalty-every is %d, but it is a distance in updates and must be at least 1, which is every update."
                        .formatted(every));
        weightClip.ifPresent(bound -> require(
                bound > 0 && Double.isFinite(bound),
                "gan.weight-clip is %s, but it bounds parameters and must be above 0. 0.01 is usual; leave it out for none."
                        .formatted(bound)));
        require(
                instanceNoise.range().low() >= 0,
                "gan.instance-noise goes down to %s, but it is a standard deviation and must never be below 0."
                        .formatted(instanceNoise.range().low()));
    }

    private static void requireWeight(String key, double weight) {
        require(
                Double.isFinite(weight) && weight >= 0,
                "gan.%s is %s, but it weighs a penalty and must be a finite number >= 0. Use 0 for no penalty."
                        .formatted(key, weight));
    }

    /** Whether any penalty on slopes is there. */
    public boolean penalizes() {
        return r1Gamma > 0 || r2Gamma > 0 || gradientPenalty > 0;
    }

    /** Whether rows are ever blurred. */
    public boolean blurs() {
        return instanceNoise.range().high() > 0;
    }

    /** The same, but penalties are applied at every update. */
    RegularizerSpec everyUpdate() {
        return new RegularizerSpec(r1Gamma, r2Gamma, gradientPenalty, 1, weightClip, instanceNoise);
    }
}
