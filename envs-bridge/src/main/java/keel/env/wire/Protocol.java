package keel.env.wire;

import keel.env.v1.ProtocolVersion;

/** Which protocol this implementation speaks, and what it calls itself. */
final class Protocol {
    static final ProtocolVersion VERSION =
            ProtocolVersion.newBuilder().setMajor(1).setMinor(1).build();

    static final String IMPLEMENTATION = "keel-java";
    static final String IMPLEMENTATION_VERSION = "0.1.0";

    /** Largest message that either side takes unless told otherwise: 64 MiB. */
    static final int MAX_MESSAGE_BYTES = 64 << 20;

    private Protocol() {}

    static String describe(ProtocolVersion version) {
        return Integer.toUnsignedString(version.getMajor()) + "." + Integer.toUnsignedString(version.getMinor());
    }

    static boolean sameMajor(ProtocolVersion version) {
        return version.getMajor() == VERSION.getMajor();
    }
}
