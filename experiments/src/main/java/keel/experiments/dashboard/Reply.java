package keel.experiments.dashboard;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A whole answer to a request. */
record Reply(int status, String type, String policy, String body) {
    static final String HTML = "text/html; charset=utf-8";
    static final String STYLE = "text/css; charset=utf-8";
    static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    /** Scripts, styles and events of this server only. */
    private static final String OWN =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** What is written into the page, and nothing from anywhere. */
    private static final String SELF_CONTAINED =
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static Reply file(String type, String body) {
        return new Reply(200, type, OWN, body);
    }

    /** A page that holds its scripts, styles and data. */
    static Reply selfContained(String page) {
        return new Reply(200, HTML, SELF_CONTAINED, page);
    }

    static Reply sentence(int status, String sentence) {
        return new Reply(status, TEXT, OWN, sentence + "\n");
    }

    /** Headers of every answer. */
    static void secure(Headers headers, String policy) {
        headers.set("Content-Security-Policy", policy);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    /** Headers of a stream of events. */
    static void secure(Headers headers) {
        secure(headers, OWN);
    }

    void send(HttpExchange exchange) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        secure(exchange.getResponseHeaders(), policy);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
