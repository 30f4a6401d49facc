package keel.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import keel.experiments.preset.Setting;
import keel.experiments.report.Figures;
import keel.training.InvalidConfigException;
import keel.training.rate.RateSchedule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keel rates}. */
@Command(name = "rates", description = "Print every network's learning rate before anything trains.")
final class RatesCommand extends PrintingCommand implements Callable<Integer> {
    private static final int ROWS = 20;

    @Mixin
    private SettingOptions options = new SettingOptions();

    @Option(names = "--updates", paramLabel = "N", description = "How many updates to look ahead (default: 1000).")
    private int updates = 1000;

    @Option(names = "--json", description = "Print {network: [rate at update 0, 1, ...]}.")
    private boolean json;

    @Override
    public Integer call() {
        InvalidConfigException.require(
                updates >= 1, "--updates is %d, but it counts updates and must be at least 1.".formatted(updates));
        Setting setting = options.resolve();
        var networks = setting.subject().networks();
        if (json) {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            networks.forEach((name, training) -> {
                ArrayNode row = all.putArray(name);
                for (long u = 0; u < updates; u++) {
                    row.add(training.rate().schedule().at(u));
                }
            });
            out().println(all);
            return ExitCode.DONE;
        }
        List<RateSchedule> schedules = networks.values().stream()
                .map(training -> training.rate().schedule())
                .toList();
        String[] headings = new String[schedules.size() + 1];
        headings[0] = "update";
        List<String> names = List.copyOf(networks.keySet());
        for (int i = 0; i < schedules.size(); i++) {
            headings[i + 1] = names.get(i) + " (" + schedules.get(i).type() + ")";
        }
        TextTable table = new TextTable(headings);
        long step = Math.max(1, updates / ROWS);
        for (long u = 0; u < updates; u += step) {
            String[] cells = new String[headings.length];
            cells[0] = Long.toString(u);
            for (int i = 0; i < schedules.size(); i++) {
                cells[i + 1] = Figures.number(schedules.get(i).at(u));
            }
            table.add(cells);
        }
        out().print(table);
        out().flush();
        return ExitCode.DONE;
    }
}
