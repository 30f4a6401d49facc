package keel.experiments.video;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilmTest {
    private static final int[] COLOURS = {0xFF0000, 0x00FF00, 0x123456};

    private @TempDir Path folder = Path.of("");

    private static byte[] picture(int colour) throws IOException {
        BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
        image.setRGB(3, 4, colour);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private static void write(Path target, double picturesPerSecond) throws IOException {
        try (Film film = Film.to(target, picturesPerSecond)) {
            for (int colour : COLOURS) {
                film.add(picture(colour));
            }
            film.finish();
        }
    }

    /** Delay of every picture in hundredths of a second; checks their pixels on the way. */
    private static int[] delays(Path gif) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
            reader.setInput(in);
            int[] delays = new int[reader.getNumImages(true)];
            for (int i = 0; i < delays.length; i++) {
                BufferedImage image = reader.read(i);
                assertEquals(20, image.getWidth());
                assertEquals(COLOURS[i], image.getRGB(3, 4) & 0xFFFFFF);
                assertEquals(0, image.getRGB(0, 0) & 0xFFFFFF);
                IIOMetadataNode root =
                        (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
                IIOMetadataNode control = (IIOMetadataNode)
                        root.getElementsByTagName("GraphicControlExtension").item(0);
                delays[i] = Integer.parseInt(control.getAttribute("delayTime"));
            }
            return delays;
        } finally {
            reader.dispose();
        }
    }

    @Test
    void aGifShowsEveryPictureAtItsPaceOverAndOver() throws IOException {
        Path gif = folder.resolve("new/episode.gif");
        write(gif, 15);
        assertArrayEquals(new int[] {7, 7, 7}, delays(gif)); // 100 / 15 = 6.67
        String bytes = new String(Files.readAllBytes(gif), StandardCharsets.ISO_8859_1);
        // Block of 11 letters, then a sub-block of 3 bytes: 1, and 0 repeats, which is for ever.
        assertTrue(bytes.contains("!\u00FF\u000BNETSCAPE2.0\u0003\u0001\u0000\u0000\u0000"));
    }

    @Test
    void aFilmThatIsNotFinishedLeavesTheOneThatWasThere() throws IOException {
        Path gif = folder.resolve("episode.gif");
        write(gif, 15);
        byte[] before = Files.readAllBytes(gif);
        try (Film film = Film.to(gif, 30)) {
            film.add(picture(COLOURS[0]));
        }
        assertArrayEquals(before, Files.readAllBytes(gif));
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void noPictureIsShownForLessThanTwoTicks() throws IOException {
        Path gif = folder.resolve("fast.gif");
        write(gif, 100);
        assertArrayEquals(new int[] {2, 2, 2}, delays(gif));
    }

    @Test
    void aFolderTakesThePicturesAsTheyAre() throws IOException {
        Path frames = folder.resolve("frames");
        write(frames, 1);
        assertArrayEquals(picture(COLOURS[1]), Files.readAllBytes(frames.resolve("frame-00001.png")));
        try (var files = Files.list(frames)) {
            assertEquals(3, files.count());
        }
        InvalidConfigException again = assertThrows(InvalidConfigException.class, () -> Film.to(frames, 1));
        assertTrue(again.getMessage().contains("not empty"), again.getMessage());
    }

    /** 1,024 colours need more than two bits left out of some: none may be off by more than that. */
    @Test
    void manyColoursBecomeNearOnes() {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 1024; i++) {
            image.setRGB(i % 32, i / 32, ((i % 32 * 8) << 16) | ((i / 32 * 8) << 8));
        }
        BufferedImage reduced = Palette.reduced(image);
        int[] seen = reduced.getRGB(0, 0, 32, 32, null, 0, 32);
        assertTrue(Arrays.stream(seen).distinct().count() <= 256);
        for (int i = 0; i < 1024; i++) {
            for (int shift : new int[] {0, 8, 16}) {
                int before = (image.getRGB(i % 32, i / 32) >> shift) & 0xFF;
                assertTrue(Math.abs(before - ((seen[i] >> shift) & 0xFF)) <= 8);
            }
        }
    }
}
