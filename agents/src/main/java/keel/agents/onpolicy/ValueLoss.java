package keel.agents.onpolicy;

import java.util.Locale;

/** How far a prediction is from its target. */
public enum ValueLoss {
    /** Half the square. */
    SQUARED {
        @Override
        double of(double error) {
            return error * error / 2;
        }

        @Override
        double derivative(double error) {
            return error;
        }
    },
    /** Huber's loss with δ = 1: half the square up to 1, a straight line beyond. */
    HUBER {
        @Override
        double of(double error) {
            double size = Math.abs(error);
            return size <= 1 ? error * error / 2 : size - 0.5;
        }

        @Override
        double derivative(double error) {
            return Math.max(-1, Math.min(1, error));
        }
    };

    abstract double of(double error);

    abstract double derivative(double error);

    /** Name in configuration files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
