package keel.env.picture;

import java.util.Map;

/** Digits and the capital letters that pictures need, each of 7 rows of 5 dots. */
final class Glyphs {
    static final int COLUMNS = 5;
    static final int ROWS = 7;

    /** A digit in base 32 for each row from the top, whose highest bit is the leftmost dot. */
    private static final Map<Character, String> DOTS = Map.ofEntries(
            Map.entry('0', "ehjlphe"),
            Map.entry('1', "4c4444e"),
            Map.entry('2', "eh1248v"),
            Map.entry('3', "v2421he"),
            Map.entry('4', "26aiv22"),
            Map.entry('5', "vgu11he"),
            Map.entry('6', "68guhhe"),
            Map.entry('7', "v124888"),
            Map.entry('8', "ehhehhe"),
            Map.entry('9', "ehhf12c"),
            Map.entry('A', "ehhvhhh"),
            Map.entry('B', "uhhuhhu"),
            Map.entry('D', "uhhhhhu"),
            Map.entry('E', "vgguggv"),
            Map.entry('F', "vgguggg"),
            Map.entry('G', "ehgnhhf"),
            Map.entry('L', "ggggggv"),
            Map.entry('P', "uhhuggg"),
            Map.entry('R', "uhhukih"),
            Map.entry('S', "fgge11u"),
            Map.entry('Y', "hha4444"));

    private static final int BASE = 32;

    private Glyphs() {}

    /** Whether the sign has a dot there; false everywhere for a space. */
    static boolean dot(char sign, int row, int column) {
        if (sign == ' ') {
            return false;
        }
        String rows = DOTS.get(sign);
        if (rows == null) {
            throw new IllegalArgumentException(
                    "The letter '" + sign + "' cannot be drawn. There are " + DOTS.keySet() + "; add it to Glyphs.");
        }
        return (Character.digit(rows.charAt(row), BASE) >> (COLUMNS - 1 - column) & 1) == 1;
    }
}
