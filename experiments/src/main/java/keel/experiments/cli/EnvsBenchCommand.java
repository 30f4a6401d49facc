package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.NativeEnvironments;
import keel.env.remote.RemoteEnvironments;
import keel.env.server.EnvServer;
import keel.training.InvalidConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keel envs bench}. */
@Command(
        name = "bench",
        description = {
            "Time steps by number of lanes and transport: in this process, and through a server over TCP and a unix socket.",
            "Prints the median over rounds, in steps of single lanes a second."
        })
final class EnvsBenchCommand extends PrintingCommand implements Callable<Integer> {
    private static final double WARM_UP_SHARE = 0.5;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "The environment (default: CartPole-v1).")
    private String id = "CartPole-v1";

    @Mixin
    private final EnvServerOptions envServer = new EnvServerOptions();

    @Option(names = "--lanes", split = ",", paramLabel = "N", description = "How many lanes (default: 1,8,64,256).")
    private List<Integer> lanes = List.of(1, 8, 64, 256);

    @Option(names = "--groups", paramLabel = "N", description = "Workers that share the lanes (default: 1).")
    private int groups = 1;

    @Option(names = "--seconds", paramLabel = "S", description = "Length of one measurement (default: 1).")
    private double seconds = 1;

    @Option(names = "--rounds", paramLabel = "N", description = "Measurements of each cell (default: 3).")
    private int rounds = 3;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** One transport, with what has to be closed after it, the last first. */
    private record Transport(String name, EnvProvider environments, List<AutoCloseable> opened) {}

    /** One transport and number of lanes. */
    private record Cell(String transport, int lanes) {}

    @Override
    public Integer call() throws Exception {
        if (seconds <= 0 || rounds < 1 || groups < 1 || lanes.stream().anyMatch(n -> n < 1)) {
            throw new InvalidConfigException(
                    "--seconds takes more than 0; --rounds, --groups and --lanes take 1 and up.");
        }
        List<Transport> transports = new ArrayList<>();
        try {
            transports.addAll(transports());
            Map<Cell, List<Double>> rates = measure(transports);
            if (json) {
                out().println(Output.json(document(rates)));
            } else {
                print(transports, rates);
            }
        } finally {
            for (Transport transport : transports) {
                for (AutoCloseable one : transport.opened()) {
                    one.close();
                }
            }
        }
        return ExitCode.DONE;
    }

    private List<Transport> transports() {
        if (envServer.server().isPresent()) {
            EnvProvider remote = envServer.environments();
            return List.of(new Transport(envServer.server().get(), remote, List.of(remote)));
        }
        EnvProvider inProcess = new NativeEnvironments();
        List<Transport> all = new ArrayList<>();
        all.add(new Transport("in process", inProcess, List.of(inProcess)));
        all.add(served("tcp", "127.0.0.1:0", () -> {}));
        try {
            Path folder = Files.createTempDirectory("keel-bench");
            all.add(served("unix", "unix:" + folder.resolve("socket"), () -> delete(folder)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (EnvException e) {
            err().println("No unix socket here: " + e.getMessage());
        }
        return all;
    }

    /** Through a server that is started for this, in this process. */
    private static Transport served(String name, String bind, AutoCloseable last) {
        EnvProvider environments = new NativeEnvironments();
        EnvServer server = EnvServer.start(bind, environments);
        EnvProvider remote = RemoteEnvironments.connect(server.address());
        return new Transport(name, remote, List.of(remote, server, environments, last));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Every cell once a round, so that what slows the machine down for a while slows all of them. */
    private Map<Cell, List<Double>> measure(List<Transport> transports) {
        Map<Cell, StepRate> open = new LinkedHashMap<>();
        try {
            for (int count : lanes) {
                for (Transport transport : transports) {
                    open.put(
                            new Cell(transport.name(), count),
                            new StepRate(transport.environments(), id, count, Math.min(groups, count)));
                }
            }
            open.values().forEach(rate -> rate.measure(seconds * WARM_UP_SHARE));
            Map<Cell, List<Double>> rates = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                open.forEach((cell, rate) ->
                        rates.computeIfAbsent(cell, key -> new ArrayList<>()).add(rate.measure(seconds)));
            }
            return rates;
        } finally {
            open.values().forEach(StepRate::close);
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private void print(List<Transport> transports, Map<Cell, List<Double>> rates) {
        String[] headings = Stream.concat(
                        Stream.of("lanes"), transports.stream().map(Transport::name))
                .toArray(String[]::new);
        TextTable table = new TextTable(headings);
        for (int count : lanes) {
            table.add(Stream.concat(
                            Stream.of(Integer.toString(count)),
                            transports.stream()
                                    .map(transport -> rates.get(new Cell(transport.name(), count)))
                                    .map(values -> String.format("%,.0f", median(values))))
                    .toArray(String[]::new));
        }
        out().printf("%s, steps of single lanes a second, median of %d rounds of %s s%n", id, rounds, seconds);
        out().print(table);
        out().flush();
    }

    private ObjectNode document(Map<Cell, List<Double>> rates) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("environment", id);
        node.put("groups", groups);
        node.put("seconds", seconds);
        ArrayNode cells = node.putArray("cells");
        rates.forEach((cell, values) -> {
            ObjectNode one = cells.addObject();
            one.put("transport", cell.transport());
            one.put("lanes", cell.lanes());
            one.put("steps_per_second", median(values));
            ArrayNode all = one.putArray("rounds");
            values.forEach(all::add);
        });
        return node;
    }
}
