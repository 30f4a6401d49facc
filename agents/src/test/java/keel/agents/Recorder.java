package keel.agents;

import java.util.ArrayList;
import java.util.List;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/** Keeps all that a cohort says; can ask it to stop after some records. */
final class Recorder implements TrainingObserver {
    private final List<List<MetricRecord>> records = new ArrayList<>();
    private final int stopAfter;
    private int seen;
    private int safePoints;
    private Runnable atSafePoint = () -> {};
    private int chosenSafePoint = -1;

    Recorder(int members) {
        this(members, Integer.MAX_VALUE);
    }

    Recorder(int members, int stopAfter) {
        this.stopAfter = stopAfter;
        for (int p = 0; p < members; p++) {
            records.add(new ArrayList<>());
        }
    }

    List<MetricRecord> of(int member) {
        return records.get(member);
    }

    /** Values of one metric of one member, in order. */
    List<Double> values(int member, String metric) {
        return of(member).stream()
                .filter(r -> r.values().containsKey(metric))
                .map(r -> r.values().get(metric))
                .toList();
    }

    @Override
    public void record(int member, MetricRecord record) {
        records.get(member).add(record);
        seen++;
    }

    @Override
    public void progress(long done, long total) {}

    /** Does something at one safe point, counted from 0. */
    void at(int safePoint, Runnable action) {
        chosenSafePoint = safePoint;
        atSafePoint = action;
    }

    int safePoints() {
        return safePoints;
    }

    @Override
    public void safePoint(boolean last) {
        if (safePoints == chosenSafePoint) {
            atSafePoint.run();
        }
        safePoints++;
    }

    @Override
    public boolean stopRequested() {
        return seen >= stopAfter;
    }
}
