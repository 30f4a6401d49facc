package keel.env.picture;

/** The colours of pictures. */
public enum Ink {
    PAPER(0xFAFAF7),
    LINE(0x33383D),
    FAINT(0xD5D9DC),
    BLUE(0x2F6DB5),
    RED(0xC8442E),
    GREEN(0x3F8F4F),
    YELLOW(0xE0A92E),
    ICE(0xDCEBF5),
    WATER(0x3E7CA8),
    GROUND(0xB5A68C);

    private final int rgb;

    Ink(int rgb) {
        this.rgb = rgb;
    }

    /** Red, green and blue of 8 bits each. */
    int rgb() {
        return rgb;
    }
}
