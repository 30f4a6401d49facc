package keel.agents;

import keel.env.VectorStep;

/** Rewards and ends of the last step of every lane, and the episodes that they add up to. */
final class LaneEpisodes {
    /** As agents learn from them, {@code [P,L]}. */
    final double[] rewards;
    /** {@code [P,L]}. */
    final boolean[] terminated;
    /** {@code [P,L]}. */
    final boolean[] truncated;
    /** By member: size of the largest reward so far, as agents learn from it. */
    final double[] largestReward;

    private final int lanes;
    private final double[] discounts;
    private final double[] episodeReturn;
    private final double[] discountedReturn;
    private final int[] episodeLength;

    /**
     * Before any step.
     *
     * @param discounts one a member
     */
    LaneEpisodes(int lanes, double[] discounts) {
        this.lanes = lanes;
        this.discounts = discounts;
        int all = discounts.length * lanes;
        rewards = new double[all];
        terminated = new boolean[all];
        truncated = new boolean[all];
        largestReward = new double[discounts.length];
        episodeReturn = new double[all];
        discountedReturn = new double[all];
        episodeLength = new int[all];
    }

    /** An episode begins in a lane. */
    void begin(int member, int lane) {
        int i = member * lanes + lane;
        episodeReturn[i] = 0;
        discountedReturn[i] = 0;
        episodeLength[i] = 0;
    }

    /**
     * Takes in a step of one member.
     *
     * @param learning whether the normaliser takes in its returns
     */
    void take(int member, VectorStep step, Normalizer normalizer, boolean learning) {
        for (int lane = 0; lane < lanes; lane++) {
            int i = member * lanes + lane;
            double reward = step.rewards()[lane];
            terminated[i] = step.terminated()[lane];
            truncated[i] = step.truncated()[lane];
            episodeReturn[i] += reward;
            discountedReturn[i] = discounts[member] * discountedReturn[i] + reward;
            episodeLength[i]++;
        }
        if (learning && normalizer.ofRewards()) {
            normalizer.learnReturns(member, discountedReturn, member * lanes, lanes);
        }
        for (int lane = 0; lane < lanes; lane++) {
            int i = member * lanes + lane;
            rewards[i] = normalizer.reward(member, step.rewards()[lane]);
            largestReward[member] = Math.max(largestReward[member], Math.abs(rewards[i]));
        }
    }

    boolean ended(int member, int lane) {
        return terminated[member * lanes + lane] || truncated[member * lanes + lane];
    }

    /** Tells of the episode that ended in a lane, and begins the next. */
    void end(int member, int lane, Lanes.EpisodeListener listener) {
        int i = member * lanes + lane;
        double total = episodeReturn[i];
        int length = episodeLength[i];
        begin(member, lane);
        listener.ended(member, lane, total, length);
    }

    /** Sum of the rewards of the episode going on, as the environment gave them. */
    double episodeReturn(int member, int lane) {
        return episodeReturn[member * lanes + lane];
    }
}
