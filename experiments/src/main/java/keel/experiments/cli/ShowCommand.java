package keel.experiments.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import keel.experiments.preset.ConfigTree;
import keel.experiments.preset.Setting;
import keel.experiments.report.CycleNote;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keel show}. */
@Command(
        name = "show",
        description = {
            "Print the resolved configuration of a preset, every default filled in.",
            "For a generator and a discriminator whose rates cycle, a comment tells if the cycles resonate."
        })
final class ShowCommand extends PrintingCommand implements Callable<Integer> {
    @Mixin
    private SettingOptions options = new SettingOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        Setting setting = options.resolve();
        Optional<CycleNote> note = CycleNote.of(setting.subject());
        if (json) {
            out().println(Output.json(setting.config()));
            note.filter(CycleNote::warns).ifPresent(warning -> err().println("warning: " + warning.text()));
            err().flush();
        } else {
            out().println("# preset " + setting.preset() + ", setting " + setting.id());
            out().print(ConfigTree.toYaml(setting.config()));
            note.ifPresent(this::comment);
            out().flush();
        }
        return ExitCode.DONE;
    }

    /** A sentence a line, which leaves the output YAML. */
    private void comment(CycleNote note) {
        String prefix = note.warns() ? "# warning: " : "# note: ";
        for (String sentence : note.sentences()) {
            out().println(prefix + sentence);
            prefix = "# ";
        }
    }
}
