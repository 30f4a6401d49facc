package keel.env.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * What tasks draw themselves on: {@link #WIDTH} × {@link #HEIGHT} pixels, x to the right and y down, both in pixels from the
 * top left corner. Needs no screen.
 */
public final class Canvas {
    public static final int WIDTH = 400;
    public static final int HEIGHT = 300;

    private static final String HEADLESS = "java.awt.headless";

    private final BufferedImage image;
    private final Graphics2D graphics;

    public Canvas() {
        if (System.getProperty(HEADLESS) == null) {
            System.setProperty(HEADLESS, "true");
        }
        image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    /** Nothing but paper. */
    public void clear() {
        rectangle(Ink.PAPER, 0, 0, WIDTH, HEIGHT);
    }

    /** A filled rectangle with this top left corner. */
    public void rectangle(Ink ink, double x, double y, double width, double height) {
        fill(ink, new Rectangle2D.Double(x, y, width, height));
    }

    /** A filled disc. */
    public void disc(Ink ink, double centreX, double centreY, double radius) {
        fill(ink, new Ellipse2D.Double(centreX - radius, centreY - radius, 2 * radius, 2 * radius));
    }

    /** A filled polygon of corners x, y, x, y …; three corners at least. */
    public void polygon(Ink ink, double... corners) {
        Path2D path = new Path2D.Double();
        path.moveTo(corners[0], corners[1]);
        for (int i = 2; i < corners.length; i += 2) {
            path.lineTo(corners[i], corners[i + 1]);
        }
        path.closePath();
        fill(ink, path);
    }

    /** A straight line with round ends. */
    public void line(Ink ink, double width, double fromX, double fromY, double toX, double toY) {
        graphics.setColor(new Color(ink.rgb()));
        graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(new Line2D.Double(fromX, fromY, toX, toY));
    }

    /**
     * A line of text around a centre.
     *
     * @param text of digits, capital letters and spaces
     * @param dotSide of a dot, rounded to whole pixels; a letter is 7 dots high
     */
    public void text(Ink ink, String text, double centreX, double centreY, double dotSide) {
        int dot = Math.max(1, (int) Math.round(dotSide));
        int pitch = Glyphs.COLUMNS + 1;
        int left = (int) Math.round(centreX - (text.length() * pitch - 1) * dot / 2.0);
        int top = (int) Math.round(centreY - Glyphs.ROWS * dot / 2.0);
        for (int i = 0; i < text.length(); i++) {
            for (int row = 0; row < Glyphs.ROWS; row++) {
                for (int column = 0; column < Glyphs.COLUMNS; column++) {
                    if (Glyphs.dot(text.charAt(i), row, column)) {
                        rectangle(ink, left + (i * pitch + column) * dot, top + row * dot, dot, dot);
                    }
                }
            }
        }
    }

    private void fill(Ink ink, Shape shape) {
        graphics.setColor(new Color(ink.rgb()));
        graphics.fill(shape);
    }

    /** What is drawn at present, as a PNG file. */
    public byte[] png() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("A picture could not be made into a PNG file.", e);
        }
        return bytes.toByteArray();
    }
}
