package keel.agents;

import static keel.training.InvalidConfigException.require;

import keel.training.rate.RateRange;
import keel.training.rate.RateSchedule;

/** An agent that one of RL4J's learners trains, by one lane. Each run trains alone: RL4J knows no cohorts. */
public sealed interface Rl4jSpec extends AgentSpec permits Rl4jA2cSpec, Rl4jDoubleDqnSpec, Rl4jNstepQSpec {
    /** False. */
    @Override
    default boolean stackable() {
        return false;
    }

    /** The seed of the one member. */
    static long onlySeed(String algorithm, long[] seeds) {
        if (seeds.length != 1) {
            throw new IllegalArgumentException("%s trains one member at a time but the cohort has %d; split it"
                    .formatted(algorithm, seeds.length));
        }
        return seeds[0];
    }

    /** Throws unless there is one lane. */
    static void requireOneLane(String algorithm, CommonSpec common) {
        require(
                common.environment().lanes() == 1,
                "environment.lanes is %d, but %s steps one copy of the environment, as RL4J does. Set it to 1."
                        .formatted(common.environment().lanes(), algorithm));
    }

    /** Throws unless it lies in [0, 1]. */
    static void requireDiscount(String algorithm, double discount) {
        require(
                discount >= 0 && discount <= 1,
                "%s.discount is %s, but gamma must lie in [0, 1]. The usual value is 0.99."
                        .formatted(algorithm, discount));
    }

    /** Throws unless a chance stays in [0, 1]. */
    static void requireChance(String name, RateSchedule chance) {
        RateRange range = chance.range();
        require(
                range.low() >= 0 && range.high() <= 1,
                "%s goes from %s to %s, but it is a chance and must stay in [0, 1]."
                        .formatted(name, range.low(), range.high()));
    }
}
