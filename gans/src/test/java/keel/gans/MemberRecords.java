package keel.gans;

import java.util.List;
import keel.training.telemetry.MetricRecord;

/**
 * Keeps the records of one member.
 *
 * @param records takes them
 */
record MemberRecords(int of, List<MetricRecord> records) implements RecordObserver {
    @Override
    public void record(int member, MetricRecord record) {
        if (member == of) {
            records.add(record);
        }
    }
}
