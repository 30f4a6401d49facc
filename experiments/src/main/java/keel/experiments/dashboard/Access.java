package keel.experiments.dashboard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import keel.training.InvalidConfigException;

/** Who may see a dashboard. */
sealed interface Access {
    /** Why a request is refused; empty if it is not. */
    Optional<String> refusal(Request request);

    /**
     * What a request says of where it comes from.
     *
     * @param host the header Host, which names what the browser believes to talk to
     * @param cookieToken shown as a cookie
     * @param queryToken shown in the address
     */
    record Request(Optional<String> host, Optional<String> cookieToken, Optional<String> queryToken) {}

    /**
     * Everyone on this machine. The browser must believe to talk to this machine: otherwise a page of somebody else's, whose name
     * he points here once it is loaded (DNS rebinding), could read along.
     */
    record ThisMachine() implements Access {
        private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
        private static final Pattern PORT = Pattern.compile(":\\d+$");

        @Override
        public Optional<String> refusal(Request request) {
            String name = PORT.matcher(request.host().orElse("")).replaceFirst("");
            return NAMES.contains(name)
                    ? Optional.empty()
                    : Optional.of(
                            "This dashboard answers to localhost only, not to '%s'. Open http://localhost and its port."
                                    .formatted(name));
        }
    }

    /** Whoever shows a secret. */
    record Token(String secret) implements Access {
        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{8,}");
        private static final int BYTES = 24;

        /**
         * @throws InvalidConfigException if it is short, or would not survive in an address
         */
        public Token {
            InvalidConfigException.require(
                    FORM.matcher(secret).matches(),
                    "The dashboard's token must have at least 8 characters, letters, digits, - and _ only. Leave it out to have one made.");
        }

        /** A new one that nobody guesses. */
        static Token random() {
            byte[] bytes = new byte[BYTES];
            new SecureRandom().nextBytes(bytes);
            return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }

        @Override
        public Optional<String> refusal(Request request) {
            return request.cookieToken().filter(this::isSecret).isPresent()
                            || request.queryToken().filter(this::isSecret).isPresent()
                    ? Optional.empty()
                    : Optional.of("This dashboard needs its token. Open the address that `keel dashboard` printed.");
        }

        /** Takes as long for a wrong one as for the right one. */
        private boolean isSecret(String shown) {
            return MessageDigest.isEqual(
                    shown.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
        }
    }
}
