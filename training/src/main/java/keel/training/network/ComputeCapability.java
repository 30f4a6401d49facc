package keel.training.network;

/** The generation of an NVIDIA GPU, as NVIDIA numbers them: 6.1 Pascal, 7.5 Turing, 8.6 Ampere, 8.9 Ada, 9.0 Hopper. */
record ComputeCapability(int major, int minor) {
    /** From the form {@code 8.6}. */
    static ComputeCapability of(String text) {
        int dot = text.indexOf('.');
        return new ComputeCapability(
                Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
    }

    /** Whether machine code for {@code built} runs here: within a major version, older code runs on newer GPUs. */
    boolean runsCodeFor(ComputeCapability built) {
        return major == built.major && minor >= built.minor;
    }

    boolean atLeast(ComputeCapability other) {
        return major > other.major || (major == other.major && minor >= other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
