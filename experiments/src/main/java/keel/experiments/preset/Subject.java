package keel.experiments.preset;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
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

    /** Environment steps (agents) or iterations (GANs) of a whole run. */
    long length();

    /** Whether several runs can train as one program; if not, a cohort has one member. */
    boolean stackable();

    /**
     * Why its networks are computed by the processor, or wherever else the build puts them, whatever device a command names;
     * empty if the device computes them.
     */
    Optional<String> besideDevice();

    /** Subjects with equal keys may train as members of one cohort, though their settings differ. */
    Object cohortKey();

    /**
     * Updates of one network over a whole run, if the setting alone decides it.
     *
     * @param network one of {@link #networks}
     */
    OptionalLong expectedUpdates(String network);

    /** What samples are measured with, if that is more than a formula: only numbers made with the same can be compared. */
    default Optional<String> measuredWith() {
        return Optional.empty();
    }

    /**
     * How large a member of a cohort is, roughly.
     *
     * @throws keel.env.EnvException if the environment cannot be had
     * @throws keel.training.InvalidConfigException if data files are missing
     */
    MemberSize size(Sources sources);

    /**
     * A trainer for a cohort of which this is a member.
     *
     * @param members one a seed, all with this one's {@link #cohortKey}
     */
    Trainer trainer(List<Subject> members, long[] seeds, Sources sources);
}
