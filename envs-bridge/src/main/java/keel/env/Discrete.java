package keel.env;

/** Whole numbers {@code start .. start + n - 1}, int64. */
public record Discrete(long n, long start) implements Space {
    public Discrete {
        if (n < 1) {
            throw new EnvException("Discrete space of " + n + " values: n must be at least 1.");
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
}
