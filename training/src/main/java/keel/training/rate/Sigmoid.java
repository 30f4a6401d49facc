package keel.training.rate;

/**
 * An S from start to end: {@code start + (end - start) / (1 + exp(-(u - middle) / width))}. It nears both and reaches neither.
 *
 * @param middle update index at which half of the way is done
 * @param width updates from the middle to 73 % of the way
 */
public record Sigmoid(double start, double end, long middle, double width) implements RateSchedule {
    private static final String TYPE = "sigmoid";

    public Sigmoid {
        Parameters.rate(TYPE, "start", start);
        Parameters.rate(TYPE, "end", end);
        Parameters.phase(TYPE, "middle", middle);
        Parameters.positive(TYPE, "width", width);
    }

    @Override
    public double at(long update) {
        double x = (update - middle) / width;
        double rest = 1 / (1 + StrictMath.exp(x));
        double done = 1 / (1 + StrictMath.exp(-x));
        return range().nearest(start * rest + end * done);
    }

    @Override
    public RateRange range() {
        return RateRange.between(start, end);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
