package keel.training;

import java.util.List;
import keel.training.telemetry.MetricRecord;
import keel.training.telemetry.TrainingObserver;

/** Passes everything on to an observer, after it has fed what was measured to the controllers of the networks' rates. */
public final class ControllerFeedback implements TrainingObserver {
    private final TrainingObserver observer;
    private final List<NetworkLearner> learners;

    /** For the networks of one cohort. */
    public ControllerFeedback(TrainingObserver observer, List<NetworkLearner> learners) {
        this.observer = observer;
        this.learners = List.copyOf(learners);
    }

    @Override
    public void record(int member, MetricRecord record) {
        learners.forEach(learner -> learner.observe(member, record.values()));
        observer.record(member, record);
    }

    @Override
    public void progress(long done, long total) {
        observer.progress(done, total);
    }

    @Override
    public void safePoint(boolean last) {
        observer.safePoint(last);
    }

    @Override
    public boolean stopRequested() {
        return observer.stopRequested();
    }
}
