package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import keel.experiments.preset.Setting;
import keel.training.InvalidConfigException;
import keel.training.rate.AppliedRate;
import keel.training.rate.NetworkRate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keel rates}. */
@Command(
        name = "rates",
        description =
                "Print or draw every network's learning rate before anything trains. Controllers stay at their start.")
final class RatesCommand extends PrintingCommand implements Callable<Integer> {
    private static final int ROWS = 20;
    private static final String PNG = ".png";

    @Mixin
    private SettingOptions options = new SettingOptions();

    @Option(names = "--updates", paramLabel = "N", description = "How many updates to look ahead (default: 1000).")
    private int updates = 1000;

    @Option(names = "--json", description = "Print {network: [rate at update 0, 1, ...]}.")
    private boolean json;

    @Option(names = "-o", paramLabel = "FILE.png", description = "Draw the rates, and momenta if there are any.")
    private Optional<Path> picture = Optional.empty();

    @Override
    public Integer call() {
        InvalidConfigException.require(
                updates >= 1, "--updates is %d, but it counts updates and must be at least 1.".formatted(updates));
        picture.ifPresent(file -> InvalidConfigException.require(
                file.toString().endsWith(PNG),
                "-o is %s, but a picture of rates is a PNG file. Use a name that ends in %s.".formatted(file, PNG)));
        Setting setting = options.resolve();
        SortedMap<String, NetworkRate> rates = new TreeMap<>();
        setting.subject().networks().forEach((name, training) -> rates.put(name, training.rate()));
        SortedMap<String, double[]> values = new TreeMap<>();
        rates.forEach((name, rate) -> values.put(name, applied(rate)));
        if (json) {
            print(values);
        }
        picture.ifPresent(file -> draw(setting.preset(), rates, values, file));
        if (!json && picture.isEmpty()) {
            print(rates, values);
        }
        out().flush();
        return ExitCode.DONE;
    }

    private double[] applied(NetworkRate rate) {
        AppliedRate applied = rate.start();
        return LongStream.range(0, updates).mapToDouble(applied::at).toArray();
    }

    private void print(Map<String, double[]> values) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        values.forEach((name, row) -> {
            ArrayNode array = all.putArray(name);
            for (double value : row) {
                array.add(value);
            }
        });
        out().println(all);
    }

    private void print(Map<String, NetworkRate> rates, Map<String, double[]> values) {
        List<String> headings = new ArrayList<>(List.of("update"));
        rates.forEach((name, rate) -> headings.add(label(name, rate)));
        TextTable table = new TextTable(headings.toArray(String[]::new));
        int step = Math.max(1, updates / ROWS);
        for (int u = 0; u < updates; u += step) {
            List<String> cells = new ArrayList<>(List.of(Integer.toString(u)));
            for (double[] row : values.values()) {
                cells.add(String.format(Locale.ROOT, "%.3e", row[u]));
            }
            table.add(cells.toArray(String[]::new));
        }
        out().print(table);
    }

    private static String label(String network, NetworkRate rate) {
        return network + " (" + rate.schedule().type() + ")";
    }

    private void draw(String preset, Map<String, NetworkRate> rates, Map<String, double[]> values, Path file) {
        List<ScheduleChart.Line> lines = new ArrayList<>();
        List<ScheduleChart.Line> momenta = new ArrayList<>();
        rates.forEach((name, rate) -> {
            int network = lines.size();
            lines.add(new ScheduleChart.Line(network, label(name, rate), values.get(name)));
            rate.momentum()
                    .ifPresent(momentum -> momenta.add(new ScheduleChart.Line(
                            network,
                            name + " (" + momentum.type() + ")",
                            LongStream.range(0, updates)
                                    .mapToDouble(momentum::at)
                                    .toArray())));
        });
        ScheduleChart chart = new ScheduleChart();
        chart.add(preset, "learning rate", lines, true);
        if (!momenta.isEmpty()) {
            chart.add("momentum", "momentum", momenta, false);
        }
        try {
            chart.write(file);
        } catch (IOException e) {
            throw new InvalidConfigException(
                    "Cannot write -o %s: %s. Check that its folder exists and may be written to.".formatted(file, e));
        }
        err().println("Wrote " + file);
    }
}
