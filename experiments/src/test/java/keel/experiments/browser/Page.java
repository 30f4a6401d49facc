package keel.experiments.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** A page in a browser, 1280 by 800 pixels and light at first. */
public final class Page implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration LONGEST_SCRIPT = Duration.ofSeconds(60);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 50;

    private static final String FIND_FAULTS = """
            const done = arguments[arguments.length - 1];
            axe.run().then(
              results => done(results.violations
                .filter(v => v.impact === "serious" || v.impact === "critical")
                .map(v => v.id + " (" + v.impact + "): " + v.help + ": " + v.nodes.map(n => n.target.join(" ")).join(", "))
                .concat(results.incomplete.filter(v => v.error).map(v => v.id + " could not be judged: " + v.error))),
              error => done(["axe failed: " + error]));
            """;

    private final ChromeDriver driver;
    private final String otherTab;
    private final List<String> beforeAxe = new ArrayList<>();

    Page(ChromeDriver driver, String otherTab) {
        this.driver = driver;
        this.otherTab = otherTab;
        driver.switchTo().newWindow(WindowType.TAB);
        driver.manage().timeouts().scriptTimeout(LONGEST_SCRIPT);
        size(1280, 800);
        forgetLogs();
    }

    private void forgetLogs() {
        driver.manage().logs().get(LogType.BROWSER);
        driver.manage().logs().get(LogType.PERFORMANCE);
    }

    /** Loads {@code file:} or {@code http:}, and waits until all of it is there. */
    public void open(URI address) {
        driver.get(address.toString());
    }

    /** Loads the same again, as a person does. */
    public void reload() {
        driver.navigate().refresh();
    }

    /**
     * Runs the body of a JavaScript function.
     *
     * @return a string, a boolean, a Long, a Double, a list, a map, or null
     */
    public @Nullable Object evaluate(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Waits until a JavaScript expression holds; if it never does, that is an error that names it. */
    public void waitUntil(String expression) {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (!Boolean.TRUE.equals(evaluate("return Boolean(" + expression + ")"))) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never came true: %s. Console: %s".formatted(expression, complaints()));
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for: " + expression, e);
            }
        }
    }

    /** Presses keys, one after the other, wherever the focus is. */
    public void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Moves the mouse to the middle of the element that a CSS selector finds first, which is brought into view. */
    public void pointAt(String selector) {
        pointAt(selector, 0, 0);
    }

    /** Moves the mouse to a place right of and below that middle, in pixels. */
    public void pointAt(String selector, int right, int down) {
        new Actions(driver).moveToElement(inView(selector), right, down).perform();
    }

    /** Points at an element and clicks. */
    public void click(String selector) {
        new Actions(driver).moveToElement(inView(selector)).click().perform();
    }

    private WebElement inView(String selector) {
        WebElement element = driver.findElement(By.cssSelector(selector));
        driver.executeScript("arguments[0].scrollIntoView({behavior: 'instant', block: 'center'})", element);
        return element;
    }

    /** What the console shows since it was last asked for: warnings, errors, and what a security policy refused. */
    public List<String> complaints() {
        List<String> all = new ArrayList<>(beforeAxe);
        all.addAll(console());
        beforeAxe.clear();
        return all;
    }

    private List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Addresses that were asked for since this was last called, the page's own included; no {@code data:}. */
    public List<String> requests() {
        List<String> addresses = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode event = json(entry.getMessage()).path("message");
            String address = event.at("/params/request/url").asText();
            if (event.path("method").asText().equals("Network.requestWillBeSent") && !address.startsWith("data:")) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the browser logs JSON", e);
        }
    }

    /** As for a person who likes pages dark. */
    public void dark() {
        emulate("screen", "dark");
    }

    /** As at first. */
    public void light() {
        emulate("screen", "light");
    }

    /** As on paper. */
    public void print() {
        emulate("print", "light");
    }

    private void emulate(String medium, String colours) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("media", medium, "features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    }

    /** Width and height of the window's inside in pixels. */
    public void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Writes a PNG of the whole page, however long, and makes its folder. */
    public void screenshot(Path file) {
        Object image = driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
                .get("data");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode((String) Objects.requireNonNull(image)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + e, e);
        }
    }

    /** What axe-core finds serious or critical: rule, what it asks for, and where on the page; and rules that it cannot judge. */
    public List<String> accessibilityFaults() {
        beforeAxe.addAll(console());
        driver.executeScript(axe());
        List<String> faults = new ArrayList<>();
        ((List<?>) Objects.requireNonNull(driver.executeAsyncScript(FIND_FAULTS)))
                .forEach(fault -> faults.add(String.valueOf(fault)));
        // It is told there that its own use of canvases is slow.
        console();
        return faults;
    }

    private static String axe() {
        try (InputStream properties = resource("/META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
            Properties jar = new Properties();
            jar.load(properties);
            String version = jar.getProperty("version");
            try (InputStream script =
                    resource("/META-INF/resources/webjars/axe-core/%s/axe.min.js".formatted(version))) {
                return new String(script.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(Page.class.getResourceAsStream(name), name + " is not on the class path");
    }

    @Override
    public void close() {
        driver.close();
        driver.switchTo().window(otherTab);
        forgetLogs();
    }
}
