package keel.env.server;

import java.util.List;
import java.util.regex.Pattern;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.VectorEnv;

/** Those environments and keyword arguments of a provider that a server allows. */
final class AllowedEnvironments implements EnvProvider {
    private final EnvProvider all;
    private final List<Pattern> ids;
    private final List<String> arguments;

    /** Empty lists allow everything. */
    AllowedEnvironments(EnvProvider all, List<String> ids, List<String> arguments) {
        this.all = all;
        this.ids = ids.stream().map(AllowedEnvironments::glob).toList();
        this.arguments = arguments;
    }

    private static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char character = pattern.charAt(i);
            regex.append(character == '*' ? ".*" : character == '?' ? "." : Pattern.quote(String.valueOf(character)));
        }
        return Pattern.compile(regex.toString());
    }

    private boolean allowed(String id) {
        return ids.isEmpty() || ids.stream().anyMatch(glob -> glob.matcher(id).matches());
    }

    @Override
    public List<EnvSpec> specs() {
        return all.specs().stream().filter(spec -> allowed(spec.id())).toList();
    }

    @Override
    public String description() {
        return all.description();
    }

    @Override
    public VectorEnv open(EnvRequest request) {
        if (!allowed(request.id())) {
            throw RefusedException.of(
                    Reason.NOT_PERMITTED,
                    "environment_id",
                    "This server does not allow environment '" + request.id() + "'. Start it with --allow '"
                            + request.id() + "' to have it served.");
        }
        for (String name : request.arguments().keySet()) {
            if (!arguments.isEmpty() && !arguments.contains(name)) {
                throw RefusedException.of(
                        Reason.NOT_PERMITTED,
                        "arguments." + name,
                        "This server does not allow the argument '" + name + "'. Allowed: "
                                + String.join(", ", arguments) + ". Start it with --allow-argument " + name + ".");
            }
        }
        return all.open(request);
    }

    @Override
    public void close() {}
}
