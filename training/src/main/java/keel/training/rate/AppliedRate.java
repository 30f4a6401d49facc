package keel.training.rate;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** The rate of one network of one member while it trains. */
public final class AppliedRate {
    private final NetworkRate spec;
    private final Optional<RateController> controller;
    private final double scaling;
    private long next;
    private double reading;
    private double momentum;

    AppliedRate(NetworkRate spec) {
        this.spec = spec;
        controller = spec.controller().map(RateControllerSpec::start);
        scaling = spec.scaling().map(BatchScaling::factor).orElse(1.0);
        reading = controller.map(c -> c.reading(0)).orElse(0.0);
        momentum = spec.momentum().map(m -> m.at(0)).orElse(0.0);
    }

    /**
     * The rate to apply at this update, asked once an update, in order: the schedule's, as the controller changes it, times the
     * factor for the batch.
     */
    public double at(long update) {
        next = update + 1;
        if (controller.isEmpty()) {
            return spec.schedule().at(update) * scaling;
        }
        reading = controller.get().reading(update);
        return controller.get().at(spec.schedule(), update) * scaling;
    }

    /** The momentum to apply at this update, on the schedule's clock; empty for the optimiser's own. */
    public OptionalDouble momentum(long update) {
        if (spec.momentum().isEmpty()) {
            return OptionalDouble.empty();
        }
        long at = controller.isPresent() ? controller.get().scheduleUpdate(update) : update;
        momentum = spec.momentum().get().at(at);
        return OptionalDouble.of(momentum);
    }

    /** Whether a warm restart of the rate, by schedule or controller, begins with this update. */
    public boolean restartsAt(long update) {
        return controller.isPresent()
                ? controller.get().restartsAt(spec.schedule(), update)
                : spec.schedule().restartsAt(update);
    }

    /**
     * Feeds the controller: a metric of this member that was just measured. It changes the updates after the last one asked for.
     * Metrics that nobody waits for are ignored.
     */
    public void observe(String metric, double value) {
        if (controller.isPresent() && spec.controller().orElseThrow().metric().equals(metric)) {
            controller.get().observe(value, spec.schedule(), next);
        }
    }

    /**
     * Adds what made up the last rate, beside the rate itself, in a fixed order: nothing for a plain schedule. With a batch
     * scaling {@code rate_factor/<network>}; with a controller its {@code controller_factor/<network>}, or for one that restarts
     * the schedule {@code schedule_update/<network>}, the schedule's own update index; with a momentum
     * {@code momentum/<network>}.
     */
    public void describe(String network, Map<String, Double> values) {
        if (spec.scaling().isPresent()) {
            values.put("rate_factor/" + network, scaling);
        }
        controller.ifPresent(c -> values.put(c.reads() + "/" + network, reading));
        if (spec.momentum().isPresent()) {
            values.put("momentum/" + network, momentum);
        }
    }

    /** Adds everything that later rates depend on. */
    public void save(StateWriter to) {
        to.put("next", next);
        to.put("reading", reading);
        to.put("momentum", momentum);
        controller.ifPresent(c -> c.save(to.under("controller")));
    }

    /** Takes it back. */
    public void restore(StateReader from) {
        next = from.whole("next");
        reading = from.number("reading");
        momentum = from.number("momentum");
        controller.ifPresent(c -> c.restore(from.under("controller")));
    }
}
