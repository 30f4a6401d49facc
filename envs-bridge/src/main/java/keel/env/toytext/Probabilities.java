package keel.env.toytext;

import keel.env.Arguments;

/** Keyword arguments that are probabilities. */
final class Probabilities {
    private Probabilities() {}

    /**
     * The argument, or this default when absent.
     *
     * @throws keel.env.RefusedException if it is not a number of 0 .. 1
     */
    static double of(Arguments arguments, String name, double absent) {
        double given = arguments.number(name).orElse(absent);
        if (!(given >= 0 && given <= 1)) {
            throw arguments.refused(
                    name, "Argument '" + name + "' is a probability and takes 0 .. 1, but got " + given + ".");
        }
        return given;
    }
}
