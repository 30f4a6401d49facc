package keel.experiments.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

/** Text files on the class path that pages are made of. */
public final class Assets {
    private Assets() {}

    /** One that ships beside a class. */
    public static String text(Class<?> beside, String name) {
        try (InputStream in = open(beside, name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of uPlot's, which draws the curves: {@code uPlot.min.css} or {@code uPlot.iife.min.js}. */
    public static String uplot(String name) {
        Properties jar = new Properties();
        try (InputStream in = open(Assets.class, "/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
            jar.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text(
                Assets.class,
                "/META-INF/resources/webjars/uplot/%s/dist/%s".formatted(jar.getProperty("version"), name));
    }

    private static InputStream open(Class<?> beside, String name) {
        return Objects.requireNonNull(
                beside.getResourceAsStream(name), "resource " + name + " is missing from the build");
    }
}
