package keel.experiments.sweep;

/**
 * How much of a GPU's memory cohorts may have.
 *
 * @param name of the GPU
 * @param bytes all there is
 * @param usableBytes what the cohorts that train at the same time may take together
 * @param largestBytes what one array may take
 */
public record DeviceMemory(String name, long bytes, long usableBytes, long largestBytes) {}
