package keel.experiments.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.env.wire.HostPort;
import keel.experiments.preset.Setting;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DashboardServerTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Setting setting = FabricatedRuns.setting("cartpole-a2c");
    private FabricatedRuns runs;
    private DashboardServer server;

    @BeforeEach
    void serve() {
        runs = new FabricatedRuns(folder.resolve("runs"));
        server = start(Optional.empty());
    }

    private DashboardServer start(Optional<String> token) {
        return DashboardServer.start(runs.out(), HostPort.parse("127.0.0.1:0"), token);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(URI address, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(server.address().resolve(path));
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8, Keel dashboard",
        "/dashboard.css, text/css; charset=utf-8, --accent",
        "/dashboard.js, text/javascript; charset=utf-8, EventSource",
        "/uplot.css, text/css; charset=utf-8, .uplot",
        "/uplot.js, text/javascript; charset=utf-8, uPlot"
    })
    void filesHaveTheirTypesAndNothingFromElsewhere(String path, String type, String contains)
            throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);
        assertEquals(200, response.statusCode());
        assertEquals(Optional.of(type), response.headers().firstValue("Content-Type"));
        assertTrue(response.body().contains(contains));
        String policy = response.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'"), policy);
        assertEquals(Optional.of("nosniff"), response.headers().firstValue("X-Content-Type-Options"));
        assertEquals(Optional.of("no-referrer"), response.headers().firstValue("Referrer-Policy"));
    }

    @Test
    void whatIsNotThereOrNotAskedForIsSaidInASentence() throws IOException, InterruptedException {
        HttpResponse<String> unknown = get("/runs");
        assertEquals(404, unknown.statusCode());
        assertTrue(unknown.body().contains("There is no /runs here"), unknown.body());
        HttpResponse<String> post = client.send(
                HttpRequest.newBuilder(server.address())
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(405, post.statusCode());
        assertEquals(Optional.of("GET"), post.headers().firstValue("Allow"));
    }

    /** As sent by a page of somebody else's whose name points to this machine. */
    @Test
    void anotherNameOfThisMachineIsRefused() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
            assertTrue(answer.contains("answers to localhost only"), answer);
        }
    }

    @Test
    void aTokenOpensEverythingOnceAndThenItsCookieDoes() throws IOException, InterruptedException {
        server.close();
        server = start(Optional.of("correct-horse"));
        URI withToken = server.address();
        URI plain = URI.create(withToken.toString().replaceFirst("\\?.*", ""));
        assertEquals("token=correct-horse", withToken.getQuery());
        for (URI wrong :
                List.of(plain, plain.resolve("/events"), plain.resolve("/report"), plain.resolve("/?token=x"))) {
            HttpResponse<String> refused = get(wrong);
            assertEquals(403, refused.statusCode(), wrong.toString());
            assertTrue(refused.body().contains("needs its token"), refused.body());
        }
        HttpResponse<String> first = get(withToken);
        assertEquals(303, first.statusCode());
        assertEquals(Optional.of("/"), first.headers().firstValue("Location"));
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.endsWith("; Path=/; HttpOnly; SameSite=Lax"), cookie);
        assertEquals(
                200,
                get(plain, "Cookie", "other=1; " + cookie.replaceFirst(";.*", ""))
                        .statusCode());
        assertEquals(
                200, get(plain.resolve("/dashboard.js?token=correct-horse")).statusCode());
    }

    @Test
    void beyondThisMachineATokenIsMade() throws IOException, InterruptedException {
        server.close();
        server = DashboardServer.start(runs.out(), HostPort.parse("0.0.0.0:0"), Optional.empty());
        assertTrue(
                server.address().getQuery().matches("token=[A-Za-z0-9_-]{32}"),
                server.address().toString());
        assertEquals(
                403,
                get(URI.create("http://127.0.0.1:" + server.address().getPort() + "/"))
                        .statusCode());
    }

    @Test
    void anAddressInUseIsNamed() {
        HostPort taken = new HostPort("127.0.0.1", server.address().getPort());
        String message = assertThrows(
                        InvalidConfigException.class, () -> DashboardServer.start(folder, taken, Optional.empty()))
                .getMessage();
        assertTrue(message.startsWith("Cannot listen on " + taken) && message.contains("--bind"), message);
    }

    /** One page's stream, event by event. */
    private record Events(InputStream body, BufferedReader lines) {
        static Events open(HttpClient client, URI address) throws IOException, InterruptedException {
            HttpResponse<InputStream> response = client.send(
                    HttpRequest.newBuilder(address.resolve("/events")).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertEquals(
                    Optional.of("text/event-stream; charset=utf-8"),
                    response.headers().firstValue("Content-Type"));
            InputStream body = response.body();
            return new Events(body, new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)));
        }

        /** Name and data of the next one; comments are skipped. */
        Map.Entry<String, String> next() throws IOException {
            List<String> fields = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty() && !line.startsWith(":") && !line.startsWith("retry:")) {
                    fields.add(line);
                } else if (line.isEmpty() && !fields.isEmpty()) {
                    assertEquals(2, fields.size(), fields.toString());
                    return Map.entry(
                            fields.get(0).replaceFirst("^event: ", ""),
                            fields.get(1).replaceFirst("^data: ", ""));
                }
            }
            return Map.entry("end", "");
        }
    }

    @Test
    void aPageIsSentEverythingAndThenWhatChanges() throws IOException, InterruptedException {
        Path run = runs.begin(setting, 0);
        FabricatedRuns.measure(run, 1, 3, i -> i);
        server.close();
        server = start(Optional.empty());
        Events events = Events.open(client, server.address());
        Map.Entry<String, String> clock = events.next();
        assertEquals("clock", clock.getKey());
        assertTrue(Math.abs(Long.parseLong(clock.getValue()) - System.currentTimeMillis()) < 60_000, clock.toString());
        Map.Entry<String, String> state = events.next();
        assertEquals("state", state.getKey());
        String key = "cartpole-a2c/%s/seed-0".formatted(setting.id());
        JsonNode before = MAPPER.readTree(state.getValue()).get("runs").get(key);
        assertEquals("interrupted", before.get("state").textValue());
        FabricatedRuns.end(run, "completed", "reached its length");
        Map.Entry<String, String> patch = events.next();
        assertEquals("patch", patch.getKey());
        JsonNode change = MAPPER.readTree(patch.getValue());
        assertEquals("completed", change.get("runs").get(key).get("state").textValue());
        assertFalse(change.has("folder") || change.has("charts"), "what is the same was sent: " + change);
        Events another = Events.open(client, server.address());
        another.next();
        assertEquals(
                "completed",
                MAPPER.readTree(another.next().getValue())
                        .get("runs")
                        .get(key)
                        .get("state")
                        .textValue());
    }

    @Test
    void streamsEndWhenItIsClosed() throws IOException, InterruptedException {
        Events events = Events.open(client, server.address());
        events.next();
        events.next();
        server.close();
        // In the middle of a chunk or after it.
        try {
            assertEquals("end", events.next().getKey());
        } catch (IOException e) {
            assertEquals("closed", e.getMessage());
        }
    }

    @Test
    void pagesBeyondTheLimitAreTurnedAwayUntilOthersAreGone() throws IOException, InterruptedException {
        List<Events> open = new ArrayList<>();
        for (int i = 0; i < EventStream.MOST; i++) {
            open.add(Events.open(client, server.address()));
        }
        HttpResponse<String> refused = get("/events");
        assertEquals(503, refused.statusCode());
        assertTrue(refused.body().contains("64 pages watch already"), refused.body());
        for (Events one : open) {
            one.body().close();
        }
        int status = 503;
        for (int attempt = 0; attempt < 60 && status == 503; attempt++) {
            Thread.sleep(500);
            HttpResponse<InputStream> response = client.send(
                    HttpRequest.newBuilder(server.address().resolve("/events")).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            status = response.statusCode();
            response.body().close();
        }
        assertEquals(200, status, "pages that are gone keep their places");
    }

    @Test
    void theReportIsOfWhatIsThereNow() throws IOException, InterruptedException {
        HttpResponse<String> none = get("/report");
        assertEquals(409, none.statusCode());
        assertTrue(none.body().startsWith("There is no report to make. "), none.body());
        FabricatedRuns.measure(runs.begin(setting, 0), 1, 3, i -> i);
        HttpResponse<String> report = get("/report");
        assertEquals(200, report.statusCode());
        assertTrue(report.body().contains("cartpole-a2c"));
    }

    @Test
    void nothingOfItIsLeftWhenItIsClosed() throws InterruptedException {
        server.close();
        server.awaitClose();
        for (int attempt = 0; attempt < 100 && threads() > 0; attempt++) {
            Thread.sleep(100);
        }
        assertEquals(0, threads());
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("keel-dashboard"))
                .count();
    }
}
