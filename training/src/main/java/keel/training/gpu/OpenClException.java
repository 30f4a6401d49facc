package keel.training.gpu;

/** A call of OpenCL that failed. */
public final class OpenClException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Said of memory, and of kernels that broke off. */
    static final int OUT_OF_RESOURCES = -5;

    private final int code;

    OpenClException(String what, int code) {
        super("%s failed with OpenCL's error %d (%s)".formatted(what, code, name(code)));
        this.code = code;
    }

    /** Whether the device had too little memory left. */
    public boolean outOfMemory() {
        return code == -4 || code == -6 || code == -61;
    }

    /** Names from the OpenCL specification's header. */
    private static String name(int code) {
        return switch (code) {
            case -1 -> "device not found";
            case -3 -> "compiler not available";
            case -4 -> "memory object allocation failure";
            case -5 -> "out of resources: usually memory, or a kernel that broke off";
            case -6 -> "out of host memory";
            case -11 -> "program build failure";
            case -36 -> "invalid command queue: usually after an earlier failure";
            case -38 -> "invalid memory object";
            case -48 -> "invalid kernel";
            case -52 -> "invalid kernel arguments";
            case -54 -> "invalid work-group size";
            case -61 -> "invalid buffer size";
            case -1001 -> "no platform: no driver is registered";
            default -> "see the OpenCL specification";
        };
    }

    static void check(String what, int code) {
        if (code != 0) {
            throw new OpenClException(what, code);
        }
    }
}
