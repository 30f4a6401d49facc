package keel.experiments.video;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Where the pictures of a video go, one after the other. */
public interface Film extends AutoCloseable {
    /** Pictures a second of environments that do not tell. */
    double DEFAULT_RATE = 30;

    /**
     * A new one: an animation if the name ends in {@code .gif}, else a folder of PNG files.
     *
     * @param picturesPerSecond above 0; only of an animation
     * @throws IOException if it cannot be written there
     */
    static Film to(Path target, double picturesPerSecond) throws IOException {
        return target.toString().toLowerCase(Locale.ROOT).endsWith(".gif")
                ? new GifFilm(target, picturesPerSecond)
                : new PngFilm(target);
    }

    /**
     * Adds a picture.
     *
     * @param png a PNG file; of an animation all of one size
     */
    void add(byte[] png) throws IOException;

    /** After the last picture: only now an animation is where it was to go, in place of one that was there. */
    void finish() throws IOException;

    /** Lets go of what an animation took that was not finished. */
    @Override
    void close() throws IOException;
}
