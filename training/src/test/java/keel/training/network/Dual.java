package keel.training.network;

/** A number and its derivative in one direction. */
record Dual(double value, double tangent) {
    static final Dual ZERO = new Dual(0, 0);

    static Dual constant(double value) {
        return new Dual(value, 0);
    }

    Dual plus(Dual other) {
        return new Dual(value + other.value, tangent + other.tangent);
    }

    Dual minus(Dual other) {
        return new Dual(value - other.value, tangent - other.tangent);
    }

    Dual times(Dual other) {
        return new Dual(value * other.value, value * other.tangent + tangent * other.value);
    }

    Dual times(double factor) {
        return new Dual(value * factor, tangent * factor);
    }

    /** {@code 1 / √(this)}. */
    Dual inverseRoot() {
        double root = Math.sqrt(value);
        return new Dual(1 / root, -tangent / (2 * value * root));
    }
}
