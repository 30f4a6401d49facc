package keel.env.toytext;

import java.util.List;
import keel.env.Arguments;
import keel.env.Batch;
import keel.env.Discrete;
import keel.env.Space;
import keel.env.Tuple;
import keel.env.numpy.Pcg64;
import keel.env.picture.Canvas;
import keel.env.task.Task;

/**
 * Blackjack against a dealer who draws below 17. Actions: 0 stick, 1 hit. Observation: the player's sum with a usable ace
 * as 11, the dealer's first card, and whether the player has a usable ace. Reward at the end: 1 for a higher score than the
 * dealer's, 0 for the same, −1 for a lower one or more than 21.
 *
 * <p>Source: Sutton, Barto, <i>Reinforcement Learning: An Introduction</i> (2020), example 5.1.
 */
final class Blackjack implements Task {
    private static final int DEALER_STICKS = 17;
    private static final int SUITS = 4;
    private static final int COURT_CARDS = 3;
    private static final int TEN = 10;

    /** What an ace and a ten dealt at the start are worth. */
    enum Naturals {
        /** No more than any other 21. */
        ORDINARY {
            @Override
            double reward(boolean player, boolean dealer, double compared) {
                return compared;
            }
        },
        /** 1.5 if they win. */
        PAID_MORE {
            @Override
            double reward(boolean player, boolean dealer, double compared) {
                return player && compared == 1 ? 1.5 : compared;
            }
        },
        /** They win unless the dealer has them too: the book's rules. */
        WINNING {
            @Override
            double reward(boolean player, boolean dealer, double compared) {
                return player && !dealer ? 1 : compared;
            }
        };

        /**
         * @param player has a natural
         * @param dealer has a natural
         * @param compared the reward by the scores alone
         */
        abstract double reward(boolean player, boolean dealer, double compared);
    }

    private final Naturals naturals;
    private final Hand player = new Hand();
    private final Hand dealer = new Hand();
    private boolean terminated;
    private Pcg64 random = new Pcg64(0);

    Blackjack(Naturals naturals) {
        this.naturals = naturals;
    }

    @Override
    public Space observationSpace() {
        return new Tuple(List.of(new Discrete(32, 0), new Discrete(11, 0), new Discrete(2, 0)));
    }

    @Override
    public Discrete actionSpace() {
        return new Discrete(2, 0);
    }

    /** Draws also what only pictures show, the suit of the dealer's first card and which ten it is. */
    @Override
    public void reset(Pcg64 newRandom, Arguments options) {
        random = newRandom;
        terminated = false;
        dealer.deal(random);
        player.deal(random);
        random.integers(0, SUITS);
        if (dealer.first() == TEN) {
            random.integers(0, COURT_CARDS);
        }
    }

    @Override
    public double step(Batch actions, int lane) {
        if (actions.tensor().longs()[lane] == 1) {
            player.draw(random);
            terminated = player.bust();
            return terminated ? -1 : 0;
        }
        terminated = true;
        while (dealer.sum() < DEALER_STICKS) {
            dealer.draw(random);
        }
        int compared = Integer.compare(player.score(), dealer.score());
        return naturals.reward(player.natural(), dealer.natural(), compared);
    }

    @Override
    public boolean terminated() {
        return terminated;
    }

    @Override
    public void observe(Batch observations, int lane) {
        observations.leaves().get(0).longs()[lane] = player.sum();
        observations.leaves().get(1).longs()[lane] = dealer.first();
        observations.leaves().get(2).longs()[lane] = player.usableAce() ? 1 : 0;
    }

    @Override
    public void draw(Canvas canvas) {
        BlackjackPicture.draw(canvas, dealer, player, terminated);
    }
}
