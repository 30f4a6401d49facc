package keel.experiments.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import keel.experiments.dashboard.Access.Request;
import keel.training.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    private static final Access TOKEN = new Access.Token("correct-horse");

    /** The port is free: a tunnel may have another. */
    @ParameterizedTest
    @CsvSource({
        "localhost:6007, true",
        "127.0.0.1:8080, true",
        "[::1]:6007, true",
        "localhost, true",
        "evil.example:6007, false",
        "127.0.0.1.evil.example:6007, false",
        "localhost.evil.example, false",
        "192.168.0.7:6007, false",
        ", false"
    })
    void thisMachineIsKnownByItsNamesOnly(String host, boolean allowed) {
        Request request = new Request(Optional.ofNullable(host), Optional.empty(), Optional.empty());
        assertEquals(allowed, new Access.ThisMachine().refusal(request).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        ", , false",
        "correct-horse, , true",
        ", correct-horse, true",
        "wrong-horse, correct-horse, true",
        "wrong-horse, wrong-horse, false",
        "correct-hors, , false",
        "correct-horse1, , false",
        ", '', false"
    })
    void theTokenMayBeACookieOrInTheAddress(String cookie, String query, boolean allowed) {
        Request request = new Request(Optional.of("anywhere"), Optional.ofNullable(cookie), Optional.ofNullable(query));
        assertEquals(allowed, TOKEN.refusal(request).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "with space", "semi;colon", "amper&sand"})
    void aTokenThatIsShortOrNoPartOfAnAddressIsRefused(String secret) {
        String message = assertThrows(InvalidConfigException.class, () -> new Access.Token(secret))
                .getMessage();
        assertTrue(message.contains("at least 8 characters"), message);
    }

    @Test
    void madeTokensAreLongAndDiffer() {
        Access.Token token = Access.Token.random();
        assertTrue(token.secret().length() >= 32, token.secret());
        assertNotEquals(token, Access.Token.random());
    }
}
