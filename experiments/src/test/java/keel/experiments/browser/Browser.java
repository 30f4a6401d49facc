package keel.experiments.browser;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium without a window and with an empty profile, which asks nobody for anything by itself.
 *
 * <p>System property {@code keel.browser}: {@code auto} (default) skips the test that asks for it where {@code chromium} or
 * {@code chromedriver} is not on the PATH; {@code required} fails it.
 */
final class Browser implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run");

    /** Would warn that Selenium knows fewer commands than this Chromium has; those used here are old. */
    private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

    private final ChromeDriver driver;
    private final String firstTab;
    private final Path profile;

    private Browser(ChromeDriver driver, Path profile) {
        this.driver = driver;
        this.profile = profile;
        firstTab = driver.getWindowHandle();
    }

    /** Starts it, which takes seconds. */
    static Browser start() {
        Path chromium = onPath("chromium");
        Path chromedriver = onPath("chromedriver");
        DEVTOOLS.setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.WARNING);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        try {
            Path profile = Files.createTempDirectory("keel-browser");
            ChromeOptions options = new ChromeOptions()
                    .setBinary(chromium.toFile())
                    .addArguments(FLAGS)
                    .addArguments("--user-data-dir=" + profile);
            options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(chromedriver.toFile())
                    .usingAnyFreePort()
                    .build();
            return new Browser(new ChromeDriver(service, options), profile);
        } catch (IOException e) {
            throw new UncheckedIOException("No folder for a browser's profile: " + e, e);
        }
    }

    private static Path onPath(String program) {
        Optional<Path> found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
        return found.orElseGet(() -> {
            String message = "%s is not on the PATH (Debian: apt install chromium chromium-driver)".formatted(program);
            if (System.getProperty("keel.browser", "auto").equals("required")) {
                throw new IllegalStateException(message);
            }
            return Assumptions.abort(message + " (skipped; -Dkeel.browser=required makes this a failure)");
        });
    }

    /** An empty page. Only the newest can be used. */
    Page newPage() {
        return new Page(driver, firstTab);
    }

    /** Ends the browser and deletes its profile. */
    @Override
    public void close() throws IOException {
        driver.quit();
        try (Stream<Path> tree = Files.walk(profile)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
