package keel.experiments.video;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.HashMap;
import java.util.Map;

/** The colours of one picture, at most 256 as a GIF has them. */
final class Palette {
    private static final int MOST = 256;

    /** Bits of each channel that can be left out. */
    private static final int COARSEST = 7;

    private Palette() {}

    /**
     * The picture in colours of a palette: its own, if those are few enough; else, so that near ones become one, with as many of
     * the lowest bits of each channel left out as it takes.
     */
    static BufferedImage reduced(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
        for (int bits = 0; bits <= COARSEST; bits++) {
            byte[] indices = new byte[pixels.length];
            int[] colours = new int[MOST];
            int count = index(pixels, bits, indices, colours);
            if (count <= MOST) {
                IndexColorModel model = new IndexColorModel(8, count, colours, 0, false, -1, 0);
                BufferedImage reduced = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
                reduced.getRaster().setDataElements(0, 0, width, height, indices);
                return reduced;
            }
        }
        throw new IllegalStateException("three channels of one bit are 8 colours");
    }

    /** How many colours there are, or more than 256 as soon as that is known. */
    private static int index(int[] pixels, int bits, byte[] indices, int[] colours) {
        int mask = ((0xFF << bits) & 0xFF) * 0x010101;
        int middle = bits == 0 ? 0 : (1 << (bits - 1)) * 0x010101;
        Map<Integer, Integer> known = new HashMap<>();
        for (int i = 0; i < pixels.length; i++) {
            int colour = (pixels[i] & mask) | middle;
            Integer at = known.get(colour);
            if (at == null) {
                at = known.size();
                if (at == MOST) {
                    return MOST + 1;
                }
                known.put(colour, at);
                colours[at] = colour;
            }
            indices[i] = at.byteValue();
        }
        return known.size();
    }
}
