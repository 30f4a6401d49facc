package keel.env.contract;

import static keel.env.contract.Finding.holds;
import static keel.env.contract.Finding.same;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import keel.env.AutoresetMode;
import keel.env.Infos;
import keel.env.ResetRequest;
import keel.env.Tensor;
import keel.env.VectorEnv;
import keel.env.VectorStep;

/** Of infos and their masks. */
final class InfoRules {
    private static final int LANES = 3;

    static final List<Rule> RULES = List.of(
            new Rule("infos.form", "Each info has a value and a mask value a lane.", InfoRules::form),
            new Rule("infos.final", "SAME_STEP: only ended lanes have final infos.", InfoRules::finals),
            new Rule("infos.same", "The same seed and actions give the same infos.", InfoRules::reproducible));

    private InfoRules() {}

    private static void form(Subject subject) {
        for (AutoresetMode mode : List.of(AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP)) {
            try (VectorEnv env = subject.shortEpisodes(LANES, mode)) {
                Actions actions = Actions.drawn(env.actionSpace(), LANES, Subject.STEPS);
                mustBeFormed(env.reset(ResetRequest.seeded(1, 2, 3)).infos(), "infos of reset");
                for (int t = 0; t < actions.steps(); t++) {
                    VectorStep step = env.step(actions.at(t));
                    mustBeFormed(step.infos(), "infos of step " + (t + 1));
                    mustBeFormed(step.finalInfos(), "final infos of step " + (t + 1));
                }
            }
        }
    }

    private static void mustBeFormed(Infos infos, String path) {
        infos.columns().forEach((key, column) -> {
            String where = path + ", '" + key + "'";
            same(where + ", mask values", LANES, column.present().length);
            if (column instanceof Infos.Numbers numbers) {
                Tensor values = numbers.values();
                holds(values.rank() >= 1 && values.size(0) == LANES, where, LANES + " rows", values.describe());
            } else if (column instanceof Infos.Objects objects) {
                same(where + ", values", LANES, objects.values().size());
            } else if (column instanceof Infos.Nested nested) {
                mustBeFormed(nested.infos(), where);
            }
        });
    }

    private static void finals(Subject subject) {
        try (VectorEnv env = subject.shortEpisodes(LANES, AutoresetMode.SAME_STEP)) {
            Actions actions = Actions.drawn(env.actionSpace(), LANES, subject.stepsToEnd());
            env.reset(Subject.seeds(LANES, 50));
            boolean any = false;
            for (int t = 0; t < actions.steps(); t++) {
                VectorStep step = env.step(actions.at(t));
                for (int lane = 0; lane < LANES; lane++) {
                    boolean ended = step.terminated()[lane] || step.truncated()[lane];
                    any |= ended;
                    Map<String, Object> last = step.finalInfos().lane(lane);
                    holds(ended || last.isEmpty(), "final infos of lane " + lane + ", which goes on", "none", last);
                }
            }
            if (!any) {
                throw new Finding.Inapplicable("no episode ended within " + actions.steps() + " steps");
            }
        }
    }

    private static void reproducible(Subject subject) {
        subject.mustBeDeterministic();
        List<List<Map<String, Object>>> first = played(subject);
        if (first.stream().flatMap(List::stream).allMatch(Map::isEmpty)) {
            throw new Finding.Inapplicable("there are no infos");
        }
        List<List<Map<String, Object>>> second = played(subject);
        for (int t = 0; t < first.size(); t++) {
            same("infos, " + (t == 0 ? "reset" : "step " + t), first.get(t), second.get(t));
        }
    }

    private static List<List<Map<String, Object>>> played(Subject subject) {
        List<List<Map<String, Object>>> all = new ArrayList<>();
        try (VectorEnv env = subject.open(LANES)) {
            Actions actions = Actions.drawn(env.actionSpace(), LANES, Subject.STEPS);
            all.add(lanes(env.reset(ResetRequest.seeded(1, 2, 3)).infos()));
            for (int t = 0; t < actions.steps(); t++) {
                all.add(lanes(env.step(actions.at(t)).infos()));
            }
        }
        return all;
    }

    private static List<Map<String, Object>> lanes(Infos infos) {
        List<Map<String, Object>> lanes = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            lanes.add(infos.lane(lane));
        }
        return lanes;
    }
}
