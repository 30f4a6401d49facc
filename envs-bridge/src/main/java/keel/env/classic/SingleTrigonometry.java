package keel.env.classic;

/**
 * Sine and cosine that equal NumPy 2's for float32 bit for bit, in |x| &lt; 71,476. NumPy computes these itself, on
 * processors with fused multiply-add by what is left of x after the nearest multiple of π/2 (with π/2 in three pieces of
 * float32) and a polynomial; up to 1.5 units in the last place off. Only states that Gymnasium keeps as float32 meet it.
 *
 * <p>Elsewhere {@link StrictMath} answers, rounded to float32, which may differ from NumPy in the last bit.
 *
 * <p>Checked against {@code arithmetic-hashes.json}, made by {@code src/test/python/make_arithmetic_reference.py}.
 */
final class SingleTrigonometry {
    /** Results equal NumPy's below this magnitude. */
    static final float EXACT_BELOW = 71476.06f;

    /** Adding it rounds to a whole number. */
    private static final float TO_WHOLE = 0x1.8p23f;

    private static final float TWO_OVER_PI = 0x1.45f306p-1f;
    private static final float PIECE_1 = -0x1.921fb0p0f;
    private static final float PIECE_2 = -0x1.5110b4p-22f;
    private static final float PIECE_3 = -0x1.846988p-48f;

    private SingleTrigonometry() {}

    static float sin(float x) {
        return Math.abs(x) < EXACT_BELOW ? afterQuarterTurns(x, 0) : (float) StrictMath.sin(x);
    }

    static float cos(float x) {
        return Math.abs(x) < EXACT_BELOW ? afterQuarterTurns(x, 1) : (float) StrictMath.cos(x);
    }

    /** sin(x + {@code more}·π/2), for {@code more} of 0 or 1. */
    private static float afterQuarterTurns(float x, int more) {
        float turns = Math.fma(x, TWO_OVER_PI, TO_WHOLE) - TO_WHOLE;
        float left = Math.fma(turns, PIECE_3, Math.fma(turns, PIECE_2, Math.fma(turns, PIECE_1, x)));
        int quadrant = (int) turns + more;
        float value = (quadrant & 1) == 0 ? shortSine(left) : shortCosine(left);
        return (quadrant & 2) == 0 ? value : -value;
    }

    /** For |x| ≤ π/4. */
    private static float shortSine(float x) {
        float square = x * x;
        float sum = Math.fma(0x1.7d3bbcp-19f, square, -0x1.a06bbap-13f);
        sum = Math.fma(sum, square, 0x1.11119ap-7f);
        sum = Math.fma(sum, square, -0x1.555556p-3f);
        // Adding 0 keeps the sign of a zero x.
        return Math.fma(Math.fma(sum, square, 0), x, x);
    }

    /** For |x| ≤ π/4. */
    private static float shortCosine(float x) {
        float square = x * x;
        float sum = Math.fma(0x1.98e616p-16f, square, -0x1.6c06dcp-10f);
        sum = Math.fma(sum, square, 0x1.55553cp-5f);
        sum = Math.fma(sum, square, -0.5f);
        return Math.fma(sum, square, 1);
    }
}
