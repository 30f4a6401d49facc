package keel.experiments.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import keel.training.InvalidConfigException;

/** Seeds as typed: {@code 3}, {@code 0..4}, {@code 0,3,7..9}. */
final class SeedList {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");
    private static final int MOST = 100_000;

    private SeedList() {}

    static List<Long> parse(String text) {
        Set<Long> seeds = new LinkedHashSet<>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = RANGE.matcher(part.strip());
            InvalidConfigException.require(
                    matcher.matches(),
                    "'%s' is no list of seeds. Write whole numbers and ranges, such as 0..4 or 0,3,7.".formatted(text));
            long first = Long.parseLong(matcher.group(1));
            long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
            InvalidConfigException.require(
                    first <= last && last - first < MOST,
                    "The range of seeds %s runs backwards or holds more than %d. Write the smaller seed first."
                            .formatted(part, MOST));
            for (long seed = first; seed <= last; seed++) {
                InvalidConfigException.require(
                        seeds.add(seed), "Seed %d stands twice in '%s'. Name each once.".formatted(seed, text));
            }
        }
        return new ArrayList<>(seeds);
    }
}
