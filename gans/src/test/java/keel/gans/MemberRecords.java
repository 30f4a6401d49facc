package keel.gans;

import java.util.List;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/**
 * Keeps the records of one member.
 *
 * @param records takes them
 */
record MemberRecords(int of, List<MetricRecord> records) implements TrainingObserver {
    @Override
    public void record(int member, MetricRecord record) {
        if (member == of) {
            records.add(record);
        }
    }

    @Override
    public void progress(long done, long total) {}

    @Override
    public void safePoint(boolean last) {}

    @Override
    public boolean stopRequested() {
        return false;
    }
}
