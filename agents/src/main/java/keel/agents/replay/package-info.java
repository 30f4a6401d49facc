/**
 * Memory of transitions: {@link keel.agents.replay.ReplayBuffer} keeps those of one member, chooses among them as {@link
 * keel.agents.replay.ReplaySampling} says, and fills that member's part of a {@link keel.agents.replay.TransitionBatch}. {@link
 * keel.agents.replay.MultiStepReturns} makes transitions over several steps. Nothing here is safe for use by several threads.
 */
@NullMarked
package keel.agents.replay;

import org.jspecify.annotations.NullMarked;
