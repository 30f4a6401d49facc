package keel.env.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import keel.env.Batch;
import keel.env.EnvProvider;
import keel.env.Space;

/** Gymnasium's contract for vector environments as a list of rules. */
public final class EnvContract {
    private static final List<Rule> RULES = Stream.of(
                    SpaceRules.RULES,
                    SeedRules.RULES,
                    StepRules.RULES,
                    AutoresetRules.RULES,
                    InfoRules.RULES,
                    GroupRules.RULES,
                    RefusalRules.RULES)
            .flatMap(List::stream)
            .toList();

    private EnvContract() {}

    /** All rules; their names differ. */
    public static List<Rule> rules() {
        return RULES;
    }

    /**
     * Holds one environment against every rule.
     *
     * @param id of one that the provider can open without arguments
     * @return a verdict for each rule, in order
     */
    public static Map<Rule, Verdict> check(EnvProvider provider, String id) {
        Map<Rule, Verdict> verdicts = new LinkedHashMap<>();
        for (Rule rule : RULES) {
            verdicts.put(rule, rule.check(provider, id));
        }
        return Collections.unmodifiableMap(verdicts);
    }

    /**
     * Actions as the rules play with: drawn from the space, the same for the same seed.
     *
     * @return {@code steps} batches of {@code lanes} actions
     */
    public static List<Batch> actions(Space space, int lanes, int steps, long seed) {
        Actions drawn = Actions.drawn(space, lanes, steps, seed);
        return IntStream.range(0, steps).mapToObj(drawn::at).toList();
    }
}
