package keel.env.toytext;

import java.util.List;
import keel.env.picture.Canvas;
import keel.env.picture.Ink;

/**
 * The table: the dealer's cards above, all but the first face down until the player is done, and the player's below, each
 * hand with its sum. An ace shows as A; any card worth ten as 10.
 */
final class BlackjackPicture {
    private static final double CARD_WIDTH = 46;
    private static final double CARD_HEIGHT = 60;
    private static final double PITCH = 54;
    private static final double DEALER_Y = 90;
    private static final double PLAYER_Y = 220;
    private static final double EDGE = 2;
    private static final double LETTER_DOT = 2;
    private static final double NUMBER_DOT = 3;

    private BlackjackPicture() {}

    /** @param over whether the dealer's cards are all shown */
    static void draw(Canvas canvas, Hand dealer, Hand player, boolean over) {
        canvas.clear();
        canvas.rectangle(Ink.GREEN, 0, 0, Canvas.WIDTH, Canvas.HEIGHT);
        hand(canvas, "DEALER", DEALER_Y, dealer, over);
        hand(canvas, "PLAYER", PLAYER_Y, player, true);
    }

    private static void hand(Canvas canvas, String name, double y, Hand hand, boolean open) {
        String sum = open ? " " + hand.sum() : "";
        canvas.text(Ink.PAPER, name + sum, Canvas.WIDTH / 2.0, y - CARD_HEIGHT / 2 - 18, LETTER_DOT);
        List<Integer> cards = hand.values();
        double pitch = Math.min(PITCH, (Canvas.WIDTH - 2 * PITCH) / cards.size());
        double x = Canvas.WIDTH / 2.0 - (cards.size() - 1) * pitch / 2;
        for (int i = 0; i < cards.size(); i++) {
            card(canvas, x + i * pitch, y, cards.get(i), open || i == 0);
        }
    }

    private static void card(Canvas canvas, double x, double y, int value, boolean open) {
        double left = x - CARD_WIDTH / 2;
        double top = y - CARD_HEIGHT / 2;
        canvas.rectangle(Ink.LINE, left, top, CARD_WIDTH, CARD_HEIGHT);
        canvas.rectangle(
                open ? Ink.PAPER : Ink.BLUE, left + EDGE, top + EDGE, CARD_WIDTH - 2 * EDGE, CARD_HEIGHT - 2 * EDGE);
        if (open) {
            canvas.text(Ink.LINE, value == 1 ? "A" : Integer.toString(value), x, y, NUMBER_DOT);
        }
    }
}
