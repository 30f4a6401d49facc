package keel.experiments.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** What tests of pages lean on: faults of a page are seen. */
@ExtendWith(BrowserExtension.class)
class PageTest {
    @TempDir
    private Path folder;

    private URI page(String body) throws IOException {
        String html =
                "<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1>%s</main>".formatted(body);
        return Files.writeString(folder.resolve("page.html"), html).toUri();
    }

    @Test
    void anErrorAndAFetchOfThePageAreSeenOnce(Page page) throws IOException {
        URI address = page("<script>console.error('the sky fell')</script><img alt='' src='missing.png'>");
        page.open(address);
        List<String> complaints = page.complaints();
        assertTrue(complaints.stream().anyMatch(text -> text.contains("the sky fell")), complaints.toString());
        assertEquals(
                List.of(
                        address.toString(),
                        folder.resolve("missing.png").toUri().toString()),
                page.requests());
        assertEquals(List.of(), page.complaints());
        assertEquals(List.of(), page.requests());
    }

    @Test
    void textThatCannotBeReadIsAFaultAndOrdinaryTextIsNone(Page page) throws IOException {
        page.open(page("<p>Dark on white.</p>"));
        assertEquals(List.of(), page.accessibilityFaults());
        page.open(page("<p style='color: #ccc; background: #fff'>Pale on white.</p>"));
        List<String> faults = page.accessibilityFaults();
        assertTrue(faults.size() == 1 && faults.get(0).startsWith("color-contrast (serious)"), faults.toString());
    }

    /** Such as the contrast of a colour that axe-core does not understand; it would be silent about all of the page. */
    @Test
    void aRuleThatCannotBeJudgedIsAFault(Page page) throws IOException {
        page.open(page("<p style='background: color-mix(in srgb, red 40%, white)'>Some text.</p>"));
        List<String> faults = page.accessibilityFaults();
        assertTrue(
                faults.size() == 1 && faults.get(0).startsWith("color-contrast could not be judged"),
                faults.toString());
    }

    @Test
    void aPageMayBeDarkOnPaperOrNarrow(Page page) throws IOException {
        page.open(page("<p>Long.</p><div style='height: 3000px'></div>"));
        assertEquals(media(page), List.of(false, false));
        page.dark();
        assertEquals(media(page), List.of(true, false));
        page.print();
        assertEquals(media(page), List.of(false, true));
        page.light();
        assertEquals(media(page), List.of(false, false));
        page.size(400, 300);
        assertEquals(400L, page.evaluate("return innerWidth"));
        Path picture = folder.resolve("pictures/page.png");
        page.screenshot(picture);
        assertTrue(ImageIO.read(picture.toFile()).getHeight() > 3000, "less than the whole page");
    }

    private static List<Object> media(Page page) {
        return Stream.of("(prefers-color-scheme: dark)", "print")
                .map(query -> page.evaluate("return matchMedia(arguments[0]).matches", query))
                .toList();
    }

    @Test
    void keysGoWhereTheFocusIs(Page page) throws IOException {
        page.open(page("<button onclick='this.textContent = \"pressed\"'>press</button>"));
        page.press(Keys.TAB, Keys.ENTER);
        page.waitUntil("document.querySelector('button').textContent === 'pressed'");
    }

    @Test
    void theMousePointsAtWhatIsOutOfViewAndClicks(Page page) throws IOException {
        page.open(
                page("<div style='height: 3000px'></div><button onclick='this.textContent = \"clicked\"'>click</button>"
                        + "<p onmousemove='this.textContent = event.offsetX' style='width: 300px'>move</p>"));
        page.click("button");
        page.waitUntil("document.querySelector('button').textContent === 'clicked'");
        page.pointAt("p", -50, 0);
        page.waitUntil("document.querySelector('p').textContent === '100'");
    }
}
