package keel.experiments.video;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * An animated GIF (GIF89a) that is shown over and over. Its clock ticks in hundredths of a second, and programs that show it
 * slow down what changes at every tick: a picture stays for at least two.
 */
final class GifFilm implements Film {
    private static final int LEAST_DELAY = 2;
    private static final int TICKS_PER_SECOND = 100;

    private final int delay;
    private final ImageWriter writer =
            ImageIO.getImageWritersByFormatName("gif").next();
    private final FileImageOutputStream out;
    private final Path file;
    /** Takes the pictures; a film that was there stays until this one is whole. */
    private final Path temporary;

    private boolean begun;
    private boolean finished;

    GifFilm(Path file, double picturesPerSecond) throws IOException {
        delay = Math.max(LEAST_DELAY, (int) Math.round(TICKS_PER_SECOND / picturesPerSecond));
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        this.file = file;
        temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        out = new FileImageOutputStream(temporary.toFile());
        writer.setOutput(out);
        writer.prepareWriteSequence(null);
    }

    @Override
    public void add(byte[] png) throws IOException {
        // In memory; read closes it.
        BufferedImage picture =
                Palette.reduced(ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(png))));
        // Metadata of an indexed picture would bring a palette of their own instead of this one's.
        IIOMetadata metadata = writer.getDefaultImageMetadata(
                ImageTypeSpecifier.createFromBufferedImageType(BufferedImage.TYPE_INT_RGB), null);
        describe(metadata);
        writer.writeToSequence(new IIOImage(picture, null, metadata), null);
        begun = true;
    }

    private void describe(IIOMetadata metadata) throws IIOInvalidTreeException {
        String format = metadata.getNativeMetadataFormatName();
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
        IIOMetadataNode control = (IIOMetadataNode)
                root.getElementsByTagName("GraphicControlExtension").item(0);
        control.setAttribute("delayTime", Integer.toString(delay));
        control.setAttribute("disposalMethod", "none");
        if (!begun) {
            IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
            loop.setAttribute("applicationID", "NETSCAPE");
            loop.setAttribute("authenticationCode", "2.0");
            loop.setUserObject(new byte[] {1, 0, 0}); // sub-block 1: repeat, 0 times meaning without end
            IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
            extensions.appendChild(loop);
            root.appendChild(extensions);
        }
        metadata.setFromTree(format, root);
    }

    @Override
    public void finish() throws IOException {
        writer.endWriteSequence();
        out.close();
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        finished = true;
    }

    @Override
    public void close() throws IOException {
        writer.dispose();
        if (!finished) {
            out.close();
            Files.deleteIfExists(temporary);
        }
    }
}
