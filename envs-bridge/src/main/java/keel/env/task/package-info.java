/**
 * For writing environments in Java: implement {@link keel.env.task.Task}, the dynamics of one lane, and give copies of it
 * (or a {@link keel.env.task.BatchTask}, the dynamics of all lanes) to {@link keel.env.task.TaskVectorEnv}, which adds seeding, the time limit, autoreset, infos and the checks of what
 * callers hand in, as Gymnasium's {@code SyncVectorEnv} over {@code TimeLimit} does.
 */
@NullMarked
package keel.env.task;

import org.jspecify.annotations.NullMarked;
