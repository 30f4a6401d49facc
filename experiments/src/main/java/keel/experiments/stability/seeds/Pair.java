package keel.experiments.stability.seeds;

/** Two settings, by index. */
record Pair(int first, int second) {}
