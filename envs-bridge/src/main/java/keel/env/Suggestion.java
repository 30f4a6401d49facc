package keel.env;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The known name that a mistaken one probably meant. */
public final class Suggestion {
    /** No name is longer; the work grows with the length, which a client chooses. */
    private static final int LONGEST = 200;

    private Suggestion() {}

    /**
     * {@code " Did you mean 'NAME'?"}, or nothing when no known name is near: at most a third of the letters, and always
     * two, may differ.
     */
    public static String of(String mistaken, Collection<String> known) {
        if (mistaken.length() > LONGEST) {
            return "";
        }
        int near = Math.max(2, mistaken.length() / 3);
        return known.stream()
                .filter(name -> distance(mistaken, name) <= near)
                .min(Comparator.comparingInt((String name) -> distance(mistaken, name))
                        // Of equally near names the one as long: two letters swapped are likelier than one of each
                        // kind.
                        .thenComparingInt(name -> Math.abs(name.length() - mistaken.length()))
                        .thenComparing(Comparator.naturalOrder()))
                .map(name -> " Did you mean '" + name + "'?")
                .orElse("");
    }

    /** Letters to insert, drop or replace (Levenshtein), upper and lower case alike. */
    private static int distance(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
