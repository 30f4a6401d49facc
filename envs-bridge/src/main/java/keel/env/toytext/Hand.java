package keel.env.toytext;

import keel.env.numpy.Pcg64;

/** A player's cards: values 1 (ace) to 10, drawn from an endless deck with four kinds of ten. */
final class Hand {
    private static final int LIMIT = 21;
    private static final int KINDS = 13;
    private static final int TEN = 10;

    private int sum;
    private int cards;
    private boolean ace;
    private int first;

    /** Throws away the cards and draws two. */
    void deal(Pcg64 random) {
        sum = 0;
        cards = 0;
        ace = false;
        draw(random);
        first = sum;
        draw(random);
    }

    /** Draws a card. */
    void draw(Pcg64 random) {
        int card = (int) Math.min(random.integers(0, KINDS) + 1, TEN);
        sum += card;
        cards++;
        ace |= card == 1;
    }

    /** Value of the first card. */
    int first() {
        return first;
    }

    /** An ace counts 11 without going over 21. */
    boolean usableAce() {
        return ace && sum + TEN <= LIMIT;
    }

    /** With a usable ace as 11. */
    int sum() {
        return usableAce() ? sum + TEN : sum;
    }

    boolean bust() {
        return sum() > LIMIT;
    }

    /** The sum, or 0 if it is over 21. */
    int score() {
        return bust() ? 0 : sum();
    }

    /** Two cards, an ace and a ten. */
    boolean natural() {
        return cards == 2 && sum() == LIMIT;
    }
}
