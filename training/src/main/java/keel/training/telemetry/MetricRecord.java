package keel.training.telemetry;

import java.util.Map;

/**
 * Measurements of one member at one moment.
 *
 * @param update index of the update just done (0-based) of the network that updates most often; -1 is never used: a
 *     record before the first update carries 0
 * @param environmentStep environment steps so far over all lanes of the member; 0 for GANs
 * @param values metric name (see DESIGN: {@code episode/return}, {@code rate/<network>} ...) to value, in a fixed order
 */
public record MetricRecord(long update, long environmentStep, Map<String, Double> values) {}
