package keel.experiments.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import keel.training.InvalidConfigException;

/** Amounts of memory as typed: {@code 800m}, {@code 4g}, {@code 1.5g}; powers of 1024. */
final class MemorySize {
    /** Of the machine's (or the container's) memory; the rest is for the system, other processes and the network's arithmetic. */
    private static final double SHARE_OF_MACHINE = 0.6;

    /** Of what the JVM may take: cohorts keep nearly everything in it. */
    private static final double SHARE_OF_HEAP = 0.75;

    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)([kmgt])b?");
    private static final Map<String, Integer> POWERS = Map.of("k", 1, "m", 2, "g", 3, "t", 4);
    private static final double KIBI = 1024;

    private MemorySize() {}

    /** In bytes. */
    static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        InvalidConfigException.require(
                matcher.matches(),
                "--memory is '%s', which is no amount of memory. Write a number and its unit, such as 800m or 4g."
                        .formatted(text));
        double bytes = Double.parseDouble(matcher.group(1)) * StrictMath.pow(KIBI, POWERS.get(matcher.group(2)));
        InvalidConfigException.require(
                bytes >= 1, "--memory is %s, but training needs some. Write 800m or 4g, for example.".formatted(text));
        return (long) bytes;
    }

    /** For a person. */
    static String text(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= KIBI && unit < units.length - 1) {
            value /= KIBI;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }

    /** What cohorts may take together if nobody says otherwise, in bytes. */
    static long available() {
        long heap = (long) (SHARE_OF_HEAP * Runtime.getRuntime().maxMemory());
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? Math.min(heap, (long) (SHARE_OF_MACHINE * machine.getTotalMemorySize()))
                : heap;
    }
}
