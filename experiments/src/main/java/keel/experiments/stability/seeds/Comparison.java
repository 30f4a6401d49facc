package keel.experiments.stability.seeds;

/**
 * Two settings.
 *
 * @param first name of the one
 * @param second name of the other
 * @param decision how the first compares with the second
 */
public record Comparison(String first, String second, Decision decision) {}
