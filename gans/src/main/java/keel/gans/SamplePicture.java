package keel.gans;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import keel.training.network.FeatureShape;

/** Samples as a person looks at them: grey images in a square grid, points of the plane over real ones. */
final class SamplePicture {
    private static final int COLUMNS = 10;
    private static final int GAP = 2;
    private static final int WANTED_SIDE = 640;
    private static final double DOT = 4;
    private static final Color BACKGROUND = Color.WHITE;
    private static final Color REAL = new Color(0x9a, 0xa5, 0xb1);
    private static final Color GENERATED = new Color(0xc2, 0x41, 0x0c, 0x90);

    private SamplePicture() {}

    /** Images that a grid shows. */
    static int gridCount() {
        return COLUMNS * COLUMNS;
    }

    /**
     * A grid of images.
     *
     * @param pixels {@code [gridCount, height, width]} in [-1, 1] at {@code offset}; what is outside is cut
     */
    static BufferedImage grid(FeatureShape.Image shape, float[] pixels, int offset) {
        int scale = Math.max(1, WANTED_SIDE / COLUMNS / shape.width());
        int cellWidth = shape.width() * scale + GAP;
        int cellHeight = shape.height() * scale + GAP;
        BufferedImage picture =
                new BufferedImage(COLUMNS * cellWidth + GAP, COLUMNS * cellHeight + GAP, BufferedImage.TYPE_BYTE_GRAY);
        for (int k = 0; k < gridCount(); k++) {
            int left = GAP + k % COLUMNS * cellWidth;
            int top = GAP + k / COLUMNS * cellHeight;
            for (int y = 0; y < shape.height() * scale; y++) {
                for (int x = 0; x < shape.width() * scale; x++) {
                    float value = pixels[offset + k * shape.size() + y / scale * shape.width() + x / scale];
                    int grey = Math.round((Math.max(-1, Math.min(1, value)) + 1) * 127.5f);
                    picture.getRaster().setSample(left + x, top + y, 0, grey);
                }
            }
        }
        return picture;
    }

    /**
     * Generated points over real ones, on equal scales that show all real ones with a margin.
     *
     * @param generated {@code [count, 2]} at {@code offset}
     * @param real {@code [n, 2]}
     */
    static BufferedImage points(float[] generated, int offset, int count, float[] real) {
        double reach = 0;
        for (float value : real) {
            reach = Math.max(reach, Math.abs(value));
        }
        double scale = WANTED_SIDE / 2.0 / (1.2 * reach);
        BufferedImage picture = new BufferedImage(WANTED_SIDE, WANTED_SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(BACKGROUND);
        graphics.fillRect(0, 0, WANTED_SIDE, WANTED_SIDE);
        graphics.setColor(REAL);
        dots(graphics, real, 0, real.length / 2, scale);
        graphics.setColor(GENERATED);
        dots(graphics, generated, offset, count, scale);
        graphics.dispose();
        return picture;
    }

    private static void dots(Graphics2D graphics, float[] points, int offset, int count, double scale) {
        for (int i = 0; i < count; i++) {
            double x = WANTED_SIDE / 2.0 + scale * points[offset + 2 * i];
            double y = WANTED_SIDE / 2.0 - scale * points[offset + 2 * i + 1];
            graphics.fill(new Ellipse2D.Double(x - DOT / 2, y - DOT / 2, DOT, DOT));
        }
    }

    static void write(BufferedImage picture, Path file) {
        try {
            ImageIO.write(picture, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
