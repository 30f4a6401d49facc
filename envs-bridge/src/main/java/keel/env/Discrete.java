package keel.env;

/** Whole numbers {@code start .. start + n - 1}, int64. */
public record Discrete(long n, long start) implements ArraySpace {
    public Discrete {
        if (n < 1) {
            throw new EnvException("Discrete space of " + n + " values: n must be at least 1.");
        }
        if (start > 0 && start + (n - 1) < start) {
            throw new EnvException("Discrete space of " + n + " values from " + start + " goes beyond int64.");
        }
    }

    @Override
    public ElementType elementType() {
        return ElementType.INT64;
    }

    @Override
    public int[] shape() {
        return new int[0];
    }

    /** The value is one of {@code start .. start + n - 1}. */
    public boolean contains(long value) {
        return value >= start && value - start < n;
    }

    @Override
    public boolean contains(Value value) {
        return fits(value) && contains(value.tensor().longs()[0]);
    }
}
