package keel.agents;

import java.nio.file.Files;
import java.nio.file.Path;
import keel.training.checkpoint.CheckpointException;
import keel.training.checkpoint.CheckpointFile;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;

/** A policy that a run keeps: what acting needs, without replay and optimisers, in a small file of its checkpoint folder. */
public enum PolicyFile {
    /** As training left it. */
    LAST("last-policy.keel"),
    /** Of the highest evaluation during training. */
    BEST("best-policy.keel");

    private static final String STEP = "environment_step";

    private final String fileName;

    PolicyFile(String fileName) {
        this.fileName = fileName;
    }

    void write(Path folder, StateReader policy) {
        StateWriter state = new StateWriter();
        state.putAll(policy);
        CheckpointFile.write(folder.resolve(fileName), state);
    }

    /**
     * Reads it.
     *
     * @param folder {@code checkpoint} of a run
     * @throws CheckpointException if it is not there or damaged
     */
    public StateReader read(Path folder) {
        Path file = folder.resolve(fileName);
        if (!Files.exists(file)) {
            throw new CheckpointException(
                    "There is no policy %s. A run keeps its policies when it is completed: finish it with keel resume, or train anew if it diverged or is of an older Keel."
                            .formatted(file));
        }
        return CheckpointFile.read(file);
    }

    /** Adds a member's present policy. */
    static void save(Algorithm algorithm, Lanes lanes, int member, StateWriter to) {
        to.put(STEP, algorithm.environmentSteps());
        algorithm.savePolicy(member, to.under("policy"));
        lanes.normalization().save(member, to.under("normalization"));
    }

    /** Environment steps of the training when a policy was as it is kept. */
    static long environmentStep(StateReader from) {
        return from.whole(STEP);
    }

    /** Has a member act by a policy that was saved. */
    static void restore(Algorithm algorithm, Lanes lanes, int member, StateReader from) {
        algorithm.restorePolicy(member, from.under("policy"));
        lanes.normalization().restore(member, from.under("normalization"));
    }
}
