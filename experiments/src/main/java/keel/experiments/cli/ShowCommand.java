package keel.experiments.cli;

import java.util.concurrent.Callable;
import keel.experiments.preset.ConfigTree;
import keel.experiments.preset.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keel show}. */
@Command(name = "show", description = "Print the resolved configuration of a preset, every default filled in.")
final class ShowCommand extends PrintingCommand implements Callable<Integer> {
    @Mixin
    private SettingOptions options = new SettingOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        Setting setting = options.resolve();
        if (json) {
            out().println(Output.json(setting.config()));
        } else {
            out().println("# preset " + setting.preset() + ", setting " + setting.id());
            out().print(ConfigTree.toYaml(setting.config()));
            out().flush();
        }
        return ExitCode.DONE;
    }
}
