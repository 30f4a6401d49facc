package keel.env.contract;

import static keel.env.contract.Finding.holds;
import static keel.env.contract.Finding.same;

import java.util.OptionalInt;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;

/** A call that had to be refused, and was. */
record Refusal(String what, RefusedException refusal) {
    static Refusal of(String what, Runnable call) {
        try {
            call.run();
        } catch (RefusedException refusal) {
            return new Refusal(what, refusal);
        } catch (RuntimeException e) {
            throw new Finding.Broken(what, "a refusal", e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        throw new Finding.Broken(what, "a refusal", "no error");
    }

    /** Reason, and field or beginning of the field, which goes on with a leaf's place. */
    Refusal is(Reason reason, String field) {
        same(what + ", reason", reason, refusal.reason());
        String named = refusal.field().orElse("");
        boolean within = named.equals(field)
                || named.startsWith(field + ".")
                || named.startsWith(field + "[")
                || named.startsWith(field + "<");
        holds(within, what + ", field", field, named);
        return this;
    }

    Refusal inLane(int lane) {
        same(what + ", lane", OptionalInt.of(lane), refusal.lane());
        return this;
    }

    Refusal says(String part) {
        String message = String.valueOf(refusal.getMessage());
        holds(message.contains(part), what + ", message", "… " + part + " …", message);
        return this;
    }
}
