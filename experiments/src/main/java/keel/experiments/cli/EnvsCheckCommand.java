package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import keel.env.AutoresetMode;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.contract.EnvContract;
import keel.env.contract.Rule;
import keel.env.contract.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keel envs check}. */
@Command(
        name = "check",
        description = {
            "Hold environments against Gymnasium's contract, rule by rule.",
            "Ends with 0 if no rule is broken, with 1 otherwise; those of a server that it cannot open are only named."
        })
final class EnvsCheckCommand extends PrintingCommand implements Callable<Integer> {
    private static final Pattern ADDRESS = Pattern.compile("(tls:)?(.+:\\d+|unix:/.+)");

    @Parameters(
            paramLabel = "ID|HOST:PORT",
            description = "A native environment, or a server (HOST:PORT, unix:/PATH), of which all are checked.")
    private String subject = "";

    @Mixin
    private final EnvServerOptions envServer = new EnvServerOptions();

    @Option(names = "--env", paramLabel = "ID", description = "Check only this environment of the server; repeatable.")
    private List<String> only = List.of();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private int failures;

    @Override
    public Integer call() {
        boolean address = ADDRESS.matcher(subject).matches();
        Optional<String> server = address ? Optional.of(subject) : envServer.server();
        try (EnvProvider environments = envServer.environments(server)) {
            List<String> ids = !address ? List.of(subject) : only.isEmpty() ? environments.ids() : only;
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            for (String id : ids) {
                Optional<String> hindrance = hindrance(environments, id);
                if (hindrance.isPresent()) {
                    // Of all of a server's environments some may want packages that are not there: no rule is broken.
                    failures += address && only.isEmpty() ? 0 : 1;
                    all.addObject().put("environment", id).put("error", hindrance.get());
                    if (!json) {
                        out().printf("%s cannot be opened: %s%n", id, hindrance.get());
                    }
                    continue;
                }
                Map<Rule, Verdict> verdicts = EnvContract.check(environments, id);
                failures += (int) verdicts.values().stream()
                        .filter(one -> !one.acceptable())
                        .count();
                if (json) {
                    all.add(document(environments, id, verdicts));
                } else {
                    print(environments, id, verdicts);
                }
            }
            if (json) {
                out().println(Output.json(all));
            }
        }
        return failures == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static Optional<String> hindrance(EnvProvider environments, String id) {
        try {
            environments.open(id, Map.of(), 1, AutoresetMode.NEXT_STEP).close();
            return Optional.empty();
        } catch (EnvException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void print(EnvProvider environments, String id, Map<Rule, Verdict> verdicts) {
        out().printf("%s, %s%n", id, environments.description());
        verdicts.forEach((rule, verdict) -> {
            out().printf("  %-7s  %-27s  %s%n", verdict.word(), rule.name(), rule.statement());
            if (!verdict.detail().isEmpty()) {
                out().printf("           %s%n", verdict.detail());
            }
        });
        out().printf(
                        "%d rules: %d passed, %d failed, %d skipped.%n",
                        verdicts.size(),
                        count(verdicts, Verdict.Passed.class),
                        count(verdicts, Verdict.Failed.class),
                        count(verdicts, Verdict.Skipped.class));
        out().flush();
    }

    private static long count(Map<Rule, Verdict> verdicts, Class<?> kind) {
        return verdicts.values().stream().filter(kind::isInstance).count();
    }

    private static ObjectNode document(EnvProvider environments, String id, Map<Rule, Verdict> verdicts) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("environment", id);
        node.put("provider", environments.description());
        node.put("passed", count(verdicts, Verdict.Passed.class));
        node.put("failed", count(verdicts, Verdict.Failed.class));
        node.put("skipped", count(verdicts, Verdict.Skipped.class));
        ArrayNode rules = node.putArray("rules");
        verdicts.forEach((rule, verdict) -> {
            ObjectNode one = rules.addObject();
            one.put("rule", rule.name());
            one.put("statement", rule.statement());
            one.put("verdict", verdict.word());
            if (verdict instanceof Verdict.Failed failed) {
                one.put("what", failed.what());
                one.put("expected", failed.expected());
                one.put("got", failed.got());
            } else if (verdict instanceof Verdict.Skipped skipped) {
                one.put("why", skipped.why());
            }
        });
        return node;
    }
}
