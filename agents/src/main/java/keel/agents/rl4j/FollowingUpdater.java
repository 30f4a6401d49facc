package keel.agents.rl4j;

import java.util.function.Consumer;
import org.deeplearning4j.rl4j.agent.learning.update.updater.INeuralNetUpdater;

/** Lets a network learn, then lets others know. RL4J's own updaters count in a field that cannot be saved. */
final class FollowingUpdater<T> implements INeuralNetUpdater<T> {
    private final Consumer<T> learn;
    private final Runnable afterwards;

    /**
     * Calls these two.
     *
     * @param learn takes gradients, or features and labels
     */
    FollowingUpdater(Consumer<T> learn, Runnable afterwards) {
        this.learn = learn;
        this.afterwards = afterwards;
    }

    @Override
    public void update(T data) {
        learn.accept(data);
        afterwards.run();
    }

    @Override
    public void synchronizeCurrent() {}
}
