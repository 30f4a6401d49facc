package keel.training.rate;

import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** Looks for plateaus in the values of one metric. */
final class PlateauWatch {
    private final Plateau plateau;
    private double best;
    private long bad;
    private long cooldown;

    PlateauWatch(Plateau plateau) {
        this.plateau = plateau;
        best = plateau.worst();
    }

    /** Takes the next value; whether a plateau ends with it. */
    boolean observe(double value) {
        if (plateau.better(value, best)) {
            best = value;
            bad = 0;
        } else {
            bad++;
        }
        if (cooldown > 0) {
            cooldown--;
            bad = 0;
        }
        if (bad <= plateau.patience()) {
            return false;
        }
        cooldown = plateau.cooldown();
        bad = 0;
        return true;
    }

    /** Compares with nothing that came before. */
    void forgetBest() {
        best = plateau.worst();
    }

    void save(StateWriter to) {
        to.put("best", best);
        to.put("plateau", bad, cooldown);
    }

    void restore(StateReader from) {
        best = from.number("best");
        long[] counts = from.longs("plateau", 2);
        bad = counts[0];
        cooldown = counts[1];
    }
}
