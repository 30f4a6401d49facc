package keel.experiments.preset;

import java.util.SortedMap;
import java.util.SortedSet;
import keel.env.EnvProvider;
import keel.training.NetworkTraining;
import keel.training.Trainer;
import keel.training.network.Engine;

/** What a setting trains. */
public sealed interface Subject permits AgentSubject, GanSubject {
    /** {@code agent} or {@code gan}, as in configuration files. */
    String kind();

    /** How each network trains, by its name. */
    SortedMap<String, NetworkTraining> networks();

    /** The names of all metrics that training may record. */
    SortedSet<String> metrics();

    Engine engine();

    /** A trainer for a cohort with these seeds. */
    Trainer trainer(long[] seeds, EnvProvider environments);
}
