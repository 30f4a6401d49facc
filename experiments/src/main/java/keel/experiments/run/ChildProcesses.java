package keel.experiments.run;

import java.util.List;

/**
 * How a process is started that goes on with one run, and with nothing else.
 *
 * @param command all its words but the last, which is the run's folder
 */
public record ChildProcesses(List<String> command) {
    public ChildProcesses {
        command = List.copyOf(command);
    }
}
