package keel.env.numpy;

import java.math.BigDecimal;
import java.math.MathContext;

/** Exponential and logarithm to 45 digits, for computing tables from their definitions. */
final class PreciseMath {
    static final MathContext DIGITS = new MathContext(45);

    private static final int TERMS = 200;
    private static final BigDecimal SMALLEST = BigDecimal.ONE.movePointLeft(48);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal LOG_2 = nearLog(TWO);

    private PreciseMath() {}

    /** For −10 &lt; x &lt; 10. */
    static BigDecimal exp(BigDecimal x) {
        BigDecimal reduced = x.divide(BigDecimal.valueOf(16), DIGITS);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal term = BigDecimal.ONE;
        for (int n = 1; n < TERMS && term.abs().compareTo(SMALLEST) > 0; n++) {
            sum = sum.add(term, DIGITS);
            term = term.multiply(reduced).divide(BigDecimal.valueOf(n), DIGITS);
        }
        return sum.pow(16, DIGITS);
    }

    /** For x &gt; 0 in the range of doubles. */
    static BigDecimal log(BigDecimal x) {
        int exponent = Math.getExponent(x.doubleValue());
        BigDecimal scaled = exponent < 0 ? x.multiply(TWO.pow(-exponent)) : x.divide(TWO.pow(exponent), DIGITS);
        return nearLog(scaled).add(LOG_2.multiply(BigDecimal.valueOf(exponent)), DIGITS);
    }

    /** 2·artanh((x − 1) / (x + 1)), for x near 1. */
    private static BigDecimal nearLog(BigDecimal x) {
        BigDecimal ratio = x.subtract(BigDecimal.ONE).divide(x.add(BigDecimal.ONE), DIGITS);
        BigDecimal square = ratio.multiply(ratio, DIGITS);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal power = ratio.multiply(TWO);
        for (int n = 1; n < TERMS && power.abs().compareTo(SMALLEST) > 0; n += 2) {
            sum = sum.add(power.divide(BigDecimal.valueOf(n), DIGITS), DIGITS);
            power = power.multiply(square, DIGITS);
        }
        return sum;
    }
}
