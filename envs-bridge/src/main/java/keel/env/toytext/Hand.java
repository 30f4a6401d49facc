package keel.env.toytext;

import java.util.ArrayList;
import java.util.List;
import keel.env.numpy.Pcg64;

/** A player's cards: values 1 (ace) to 10, drawn from an endless deck with four kinds of ten. */
final class Hand {
    private static final int LIMIT = 21;
    private static final int KINDS = 13;
    private static final int TEN = 10;

    private final List<Integer> cards = new ArrayList<>();
    private int sum;
    private boolean ace;

    /** Throws away the cards and draws two. */
    void deal(Pcg64 random) {
        sum = 0;
        cards.clear();
        ace = false;
        draw(random);
        draw(random);
    }

    /** Draws a card. */
    void draw(Pcg64 random) {
        int card = (int) Math.min(random.integers(0, KINDS) + 1, TEN);
        sum += card;
        cards.add(card);
        ace |= card == 1;
    }

    /** Value of the first card. */
    int first() {
        return cards.get(0);
    }

    /** Every card's value, in the order they were drawn. */
    List<Integer> values() {
        return List.copyOf(cards);
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
        return cards.size() == 2 && sum() == LIMIT;
    }
}
