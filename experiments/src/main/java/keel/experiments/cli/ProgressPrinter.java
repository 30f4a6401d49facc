package keel.experiments.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import keel.experiments.report.Numbers;
import keel.experiments.run.Outcome;
import keel.experiments.run.Progress;

/** Shows progress: one line that changes on a terminal, a plain line now and then elsewhere. */
final class ProgressPrinter implements AutoCloseable {
    private static final long TERMINAL_MILLIS = 250;
    private static final long PLAIN_MILLIS = 10_000;
    private static final int MOST_SEEDS = 5;
    private static final long CLOCK_FROM_SECONDS = 120;
    private static final long MOST_DAYS = 300;
    private static final int MOST_COLUMNS = 160;
    private static final int FEWEST_COLUMNS = 20;
    private static final int COLUMNS_ANYWHERE = 80;

    private final PrintWriter err;
    private final Progress progress;
    private final String unit;
    private final boolean terminal;
    private final int width;
    private final ScheduledExecutorService timer;
    private double lastSeconds;
    private long lastDone;
    private double rate;

    /**
     * Shows nothing yet.
     *
     * @param unit what is counted, such as {@code steps}
     * @param terminal whether a line can be overwritten
     */
    ProgressPrinter(PrintWriter err, Progress progress, String unit, boolean terminal) {
        this.err = err;
        this.progress = progress;
        this.unit = unit;
        this.terminal = terminal;
        // The last column stays free: some terminals go to the next line once it is written.
        width = Math.max(FEWEST_COLUMNS, Math.min(MOST_COLUMNS, Integer.getInteger("keel.columns", COLUMNS_ANYWHERE)))
                - 1;
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts to show. */
    void start() {
        long period = terminal ? TERMINAL_MILLIS : PLAIN_MILLIS;
        var unused = timer.scheduleAtFixedRate(this::show, period, period, TimeUnit.MILLISECONDS);
    }

    /** Standard error is a terminal: the launcher tests that, because Java 17 cannot. */
    static boolean isTerminal() {
        return Boolean.getBoolean("keel.terminal");
    }

    private void show() {
        String line = line();
        if (line.isEmpty()) {
            return;
        }
        if (terminal) {
            String fitted = line.length() > width ? line.substring(0, width - 1) + "…" : line;
            err.print("\r" + fitted + " ".repeat(width - fitted.length()));
            err.flush();
        } else {
            err.println(line);
        }
    }

    private String line() {
        long done = progress.done();
        long total = progress.total();
        if (total == 0) {
            return "";
        }
        double now = progress.elapsedSeconds();
        if (now - lastSeconds >= 1 || rate == 0) {
            rate = (done - lastDone) / Math.max(1e-9, now - lastSeconds);
            lastSeconds = now;
            lastDone = done;
        }
        double left = (total - done) / Math.max(1e-9, progress.doneHere() / Math.max(1e-9, now));
        return String.format(
                Locale.ROOT,
                "%3d %%%s  %,d %s/s  %s%s",
                100 * done / total,
                ended(progress.runs(), progress.finished()),
                Math.round(rate),
                unit,
                untilEnd(left),
                latest(progress.scores()));
    }

    /** How many runs have ended, where there are too many to show each. */
    private static String ended(long runs, Map<Outcome.Status, Long> finished) {
        if (runs <= MOST_SEEDS) {
            return "";
        }
        String counts = finished.entrySet().stream()
                .map(entry ->
                        ", %d %s".formatted(entry.getValue(), entry.getKey().key()))
                .collect(Collectors.joining());
        return "  %d run%s%s".formatted(runs, runs == 1 ? "" : "s", counts);
    }

    /** Minutes left or, where that is long, the time on the clock. */
    private static String untilEnd(double secondsLeft) {
        if (secondsLeft < CLOCK_FROM_SECONDS) {
            return seconds(secondsLeft) + " left";
        }
        if (secondsLeft > TimeUnit.DAYS.toSeconds(MOST_DAYS)) {
            return "end unknown";
        }
        ZonedDateTime end = ZonedDateTime.now(ZoneId.systemDefault()).plusSeconds(Math.round(secondsLeft));
        return "%s left, until %s"
                .formatted(
                        seconds(secondsLeft),
                        DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT).format(end));
    }

    /** Every seed's latest score, or their range where there are too many to read. */
    private static String latest(Map<Path, Double> scores) {
        if (scores.isEmpty()) {
            return "";
        }
        if (scores.size() <= MOST_SEEDS) {
            return scores.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(e -> label(e.getKey()) + ":" + Numbers.number(e.getValue()))
                    .collect(Collectors.joining(" ", "  latest score by seed  ", ""));
        }
        DoubleSummaryStatistics all =
                scores.values().stream().mapToDouble(Double::doubleValue).summaryStatistics();
        return "  latest score %s..%s, mean %s"
                .formatted(
                        Numbers.number(all.getMin()), Numbers.number(all.getMax()), Numbers.number(all.getAverage()));
    }

    /** The seed of a run's folder. */
    private static String label(Path run) {
        return Objects.requireNonNull(run.getFileName()).toString().replace("seed-", "");
    }

    private static String seconds(double s) {
        long whole = Math.round(s);
        return whole < 90 ? whole + " s" : (whole + 30) / 60 + " min";
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (terminal) {
            err.print("\r" + " ".repeat(width) + "\r");
            err.flush();
        }
    }
}
