package keel.env.server;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.RefusedException;
import keel.env.RefusedException.Reason;
import keel.env.VectorEnv;

/** Some of a provider's environments: those whose ids fit a pattern, with allowed keyword arguments only. */
final class AllowedEnvironments implements EnvProvider {
    private final EnvProvider all;
    private final List<String> globs;
    private final List<Pattern> patterns;
    private final List<String> arguments;

    /**
     * @param globs patterns of ids, with {@code *} and {@code ?}; empty for all
     * @param arguments names; empty for all
     */
    AllowedEnvironments(EnvProvider all, List<String> globs, List<String> arguments) {
        this.all = all;
        this.globs = globs;
        this.patterns = globs.stream().map(AllowedEnvironments::pattern).toList();
        this.arguments = arguments;
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(glob.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining()));
    }

    private boolean allows(String id) {
        return patterns.isEmpty()
                || patterns.stream().anyMatch(pattern -> pattern.matcher(id).matches());
    }

    @Override
    public List<EnvSpec> specs() {
        return all.specs().stream().filter(spec -> allows(spec.id())).toList();
    }

    @Override
    public String description() {
        return all.description();
    }

    @Override
    public VectorEnv open(EnvRequest request) {
        if (request.id().indexOf(':') >= 0) {
            throw RefusedException.of(
                    Reason.NOT_PERMITTED,
                    "environment_id",
                    "Environment id '" + request.id()
                            + "' has a ':', which would import code. Use the id of a registered one.");
        }
        if (!allows(request.id())) {
            throw RefusedException.of(
                    Reason.NOT_PERMITTED,
                    "environment_id",
                    "This server does not allow environment '" + request.id() + "'; it allows "
                            + String.join(", ", globs) + ". Ask its operator.");
        }
        for (String name : request.arguments().keySet()) {
            if (!arguments.isEmpty() && !arguments.contains(name)) {
                throw RefusedException.of(
                        Reason.NOT_PERMITTED,
                        "arguments." + name,
                        "This server does not allow the argument '" + name + "'; it allows "
                                + String.join(", ", arguments) + ". Ask its operator.");
            }
        }
        return all.open(request);
    }

    /** Leaves the provider open. */
    @Override
    public void close() {}
}
