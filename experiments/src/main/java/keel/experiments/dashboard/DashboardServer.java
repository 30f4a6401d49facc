package keel.experiments.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import keel.env.wire.HostPort;
import keel.experiments.report.Assets;
import keel.experiments.report.HtmlReport;
import keel.experiments.run.RunRecord;
import keel.training.InvalidConfigException;

/**
 * Serves the page of a folder, {@code /}; its {@code /events}; and a {@code /report} of what is there now. Runs until it is
 * closed. For several threads.
 */
public final class DashboardServer implements AutoCloseable {
    private static final long POLL_MILLIS = 1000;
    private static final Pattern QUERY_TOKEN = Pattern.compile("(?:^|&)token=([^&]*)");

    private final HttpServer http;
    private final HostPort bound;
    private final Access access;
    private final Path folder;
    private final LiveDocument document = new LiveDocument();
    private final EventStream events = new EventStream(document, Clock.systemUTC());
    private final Map<String, Supplier<Reply>> files;
    private final ExecutorService handlers = Executors.newCachedThreadPool(task -> daemon(task, "keel-dashboard"));
    private final ScheduledExecutorService poller =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "keel-dashboard-poll"));
    private final CountDownLatch closed = new CountDownLatch(1);

    private DashboardServer(HttpServer http, HostPort bound, Access access, Path folder) {
        this.http = http;
        this.bound = bound;
        this.access = access;
        this.folder = folder;
        files = Map.of(
                "/", () -> asset(Reply.HTML, "dashboard.html"),
                "/dashboard.css", () -> asset(Reply.STYLE, "dashboard.css"),
                "/dashboard.js", () -> asset(Reply.SCRIPT, "dashboard.js"),
                "/uplot.css", () -> Reply.file(Reply.STYLE, Assets.uplot("uPlot.min.css")),
                "/uplot.js", () -> Reply.file(Reply.SCRIPT, Assets.uplot("uPlot.iife.min.js")),
                "/report", this::report);
    }

    /**
     * Starts.
     *
     * @param folder with runs, at whatever level; need not be there yet
     * @param bind where to listen; port 0 has one picked
     * @param token that pages must show; without one, one is made where others than this machine can reach the server
     * @throws InvalidConfigException if nobody can listen there, or the token is bad
     * @throws keel.env.EnvException if the host is not known
     */
    public static DashboardServer start(Path folder, HostPort bind, Optional<String> token) {
        Access access = token.<Access>map(Access.Token::new)
                .orElseGet(() -> bind.local() ? new Access.ThisMachine() : Access.Token.random());
        HttpServer http;
        try {
            http = HttpServer.create(new InetSocketAddress(bind.resolve(), bind.port()), 0);
        } catch (IOException e) {
            throw new InvalidConfigException(
                    "Cannot listen on %s: %s. Choose another address with --bind HOST:PORT; port 0 picks a free one."
                            .formatted(bind, e.getMessage()));
        }
        HostPort bound = new HostPort(bind.host(), http.getAddress().getPort());
        DashboardServer server = new DashboardServer(http, bound, access, folder);
        server.open();
        return server;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void open() {
        WatchedFolder watched = new WatchedFolder(folder, Clock.systemUTC());
        StateDocument state = new StateDocument();
        poll(watched, state);
        ScheduledFuture<?> unused = poller.scheduleWithFixedDelay(
                () -> poll(watched, state), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        http.setExecutor(handlers);
        http.createContext("/", this::handle);
        http.start();
    }

    private void poll(WatchedFolder watched, StateDocument state) {
        ObjectNode now;
        try {
            now = state.of(watched.poll());
        } catch (RuntimeException e) {
            // The page says so, and the next poll may do better.
            now = document.newest().document().deepCopy();
            now.putArray("faults").add("keel: unexpected: " + e);
        }
        document.publish(now);
    }

    /** What to open in a browser, with the token if there is one. */
    public URI address() {
        String token = access instanceof Access.Token needed ? "?token=" + needed.secret() : "";
        return URI.create("http://%s/%s".formatted(reachable(), token));
    }

    /** Nobody can open "all addresses": they stand for this machine's name. */
    private HostPort reachable() {
        try {
            return bound.resolve().isAnyLocalAddress()
                    ? new HostPort(InetAddress.getLocalHost().getHostName(), bound.port())
                    : bound;
        } catch (UnknownHostException e) {
            return bound;
        }
    }

    private static Reply asset(String type, String name) {
        return Reply.file(type, Assets.text(DashboardServer.class, name));
    }

    /** One at a time: it may take all of the memory. */
    private synchronized Reply report() {
        try {
            return Reply.selfContained(HtmlReport.of(RunRecord.readAll(List.of(folder))));
        } catch (InvalidConfigException e) {
            return Reply.sentence(409, "There is no report to make. " + e.getMessage());
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange);
        } catch (RuntimeException e) {
            Reply.sentence(500, "keel: unexpected: " + e).send(exchange);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        Access.Request request = request(exchange);
        Optional<String> refusal = access.refusal(request);
        String path = exchange.getRequestURI().getPath();
        if (refusal.isPresent()) {
            Reply.sentence(403, refusal.get()).send(exchange);
        } else if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            Reply.sentence(405, "A dashboard only shows: use GET.").send(exchange);
        } else if (path.equals("/") && request.queryToken().isPresent()) {
            rememberToken(exchange, request.queryToken().get());
        } else if (path.equals("/events")) {
            events.serve(exchange);
        } else if (files.containsKey(path)) {
            files.get(path).get().send(exchange);
        } else {
            Reply.sentence(404, "There is no %s here. The dashboard is at /, a report at /report.".formatted(path))
                    .send(exchange);
        }
    }

    /** As a cookie, so that it does not stay in the address. */
    private void rememberToken(HttpExchange exchange, String token) throws IOException {
        exchange.getResponseHeaders()
                .set("Set-Cookie", "%s=%s; Path=/; HttpOnly; SameSite=Lax".formatted(cookieName(), token));
        exchange.getResponseHeaders().set("Location", "/");
        Reply.sentence(303, "Go to /.").send(exchange);
    }

    /** Cookies do not know ports: two dashboards on a machine must not overwrite each other's. */
    private String cookieName() {
        return "keel-dashboard-" + bound.port();
    }

    private Access.Request request(HttpExchange exchange) {
        Optional<String> cookie = exchange.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
                .flatMap(header -> Arrays.stream(header.split(";")))
                .map(String::strip)
                .filter(pair -> pair.startsWith(cookieName() + "="))
                .map(pair -> pair.substring(cookieName().length() + 1))
                .findFirst();
        Matcher query = QUERY_TOKEN.matcher(
                Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
        return new Access.Request(
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host")),
                cookie,
                query.find() ? Optional.of(query.group(1)) : Optional.empty());
    }

    /** Waits until it is closed. */
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    /** Ends all streams and stops listening. */
    @Override
    public void close() {
        document.close();
        poller.shutdownNow();
        http.stop(0);
        handlers.shutdownNow();
        closed.countDown();
    }
}
