package keel.env.toytext;

import java.util.List;
import keel.env.numpy.Pcg64;

/** Outcomes of every action in every state: Gymnasium's {@code P}. Does not change, so lanes share one. */
final class OutcomeTable {
    private final Outcome[][][] outcomes;
    private final Distribution[][] distributions;

    /** The outcomes of one action in one state, in the order in which they are drawn. */
    interface Rule {
        List<Outcome> outcomes(int state, int action);
    }

    OutcomeTable(int states, int actions, Rule rule) {
        outcomes = new Outcome[states][actions][];
        distributions = new Distribution[states][actions];
        for (int state = 0; state < states; state++) {
            for (int action = 0; action < actions; action++) {
                List<Outcome> possible = rule.outcomes(state, action);
                outcomes[state][action] = possible.toArray(Outcome[]::new);
                distributions[state][action] = new Distribution(
                        possible.stream().mapToDouble(Outcome::probability).toArray());
            }
        }
    }

    int states() {
        return outcomes.length;
    }

    int actions() {
        return outcomes[0].length;
    }

    /** Draws an outcome, one {@code random()}. */
    Outcome sample(int state, int action, Pcg64 random) {
        return outcomes[state][action][distributions[state][action].sample(random)];
    }
}
