package keel.env.contract;

import static keel.env.contract.Finding.holds;
import static keel.env.contract.Finding.same;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import keel.env.Batch;
import keel.env.GroupedVectorEnv;
import keel.env.RefusedException.Reason;
import keel.env.Value;
import keel.env.VectorEnv;

/** Of lanes in groups. */
final class GroupRules {
    private static final int LANES = 5;

    static final List<Rule> RULES = List.of(
            new Rule("groups.same-bits", "Groups give the same bits as lanes without groups.", GroupRules::sameBits),
            new Rule(
                    "groups.half-batches",
                    "Sending group by group gives the bits of whole steps.",
                    GroupRules::halfBatches),
            new Rule(
                    "groups.ready",
                    "Taking the first groups that are ready gives each group its own lanes' bits.",
                    GroupRules::ready),
            new Rule("groups.busy", "A group that is stepping cannot be sent again.", GroupRules::busy));

    private GroupRules() {}

    private static Playback ungrouped(Subject subject) {
        subject.mustBeDeterministic();
        try (VectorEnv env = subject.open(LANES)) {
            return Playback.of(env, actions(env), Subject.seeds(LANES, 80));
        }
    }

    private static Actions actions(VectorEnv env) {
        return Actions.drawn(env.actionSpace(), LANES, Subject.STEPS);
    }

    private static void sameBits(Subject subject) {
        Playback expected = ungrouped(subject);
        for (int groups : new int[] {2, 3, LANES}) {
            try (GroupedVectorEnv env = subject.openGroups(LANES, groups)) {
                Playback.of(env, actions(env), Subject.seeds(LANES, 80)).mustBe(expected, groups + " groups");
            }
        }
    }

    private static void halfBatches(Subject subject) {
        Playback expected = ungrouped(subject);
        try (GroupedVectorEnv env = subject.openGroups(LANES, 2)) {
            Actions actions = actions(env);
            List<List<LaneRow>> rows = new ArrayList<>();
            rows.add(LaneRow.ofReset(env.observationSpace(), LANES, env.reset(Subject.seeds(LANES, 80))));
            send(env, actions, 0, 0);
            for (int t = 0; t < actions.steps(); t++) {
                send(env, actions, 1, t);
                List<LaneRow> row = new ArrayList<>(LaneRow.ofStep(env.observationSpace(), env.receive(0)));
                if (t + 1 < actions.steps()) {
                    send(env, actions, 0, t + 1);
                }
                row.addAll(LaneRow.ofStep(env.observationSpace(), env.receive(1)));
                rows.add(row);
            }
            new Playback(rows).mustBe(expected, "two half-batches");
        }
    }

    private static void send(GroupedVectorEnv env, Actions actions, int group, int t) {
        env.send(group, actions.at(t, env.firstLane(group), env.firstLane(group + 1)));
    }

    private static void ready(Subject subject) {
        Playback expected = ungrouped(subject);
        int groups = 3;
        try (GroupedVectorEnv env = subject.openGroups(LANES, groups)) {
            Actions actions = actions(env);
            env.reset(Subject.seeds(LANES, 80));
            int[] time = new int[groups];
            int[] toSend = {0, 1, 2};
            int stepping = 0;
            while (toSend.length > 0 || stepping > 0) {
                stepping += toSend.length;
                int count = Math.min(2, stepping);
                GroupedVectorEnv.ReadyStep ready = env.exchange(toSend, batch(env, actions, toSend, time), count);
                same("groups that are ready", count, ready.groups().length);
                mustShow(env, ready, expected, time);
                stepping -= count;
                toSend = Arrays.stream(ready.groups())
                        .filter(group -> time[group] < actions.steps())
                        .toArray();
            }
        }
    }

    private static Batch batch(GroupedVectorEnv env, Actions actions, int[] groups, int[] time) {
        List<Value> values = new ArrayList<>();
        for (int group : groups) {
            for (int lane = env.firstLane(group); lane < env.firstLane(group + 1); lane++) {
                values.add(actions.byLane().get(lane).get(time[group]));
            }
        }
        return Batch.pack(env.actionSpace(), values);
    }

    private static void mustShow(
            GroupedVectorEnv env, GroupedVectorEnv.ReadyStep ready, Playback expected, int[] time) {
        TreeSet<Integer> increasing = new TreeSet<>();
        for (int group : ready.groups()) {
            holds(
                    increasing.isEmpty() || group > increasing.last(),
                    "groups that are ready",
                    "increasing",
                    Arrays.toString(ready.groups()));
            increasing.add(group);
        }
        List<LaneRow> rows = LaneRow.ofStep(env.observationSpace(), ready.step());
        int at = 0;
        for (int group : ready.groups()) {
            time[group]++;
            for (int lane = env.firstLane(group); lane < env.firstLane(group + 1); lane++) {
                same(
                        "group " + group + ", lane " + lane + ", step " + time[group],
                        expected.rows().get(time[group]).get(lane),
                        rows.get(at++));
            }
        }
        same("lanes of the groups that are ready", at, rows.size());
    }

    private static void busy(Subject subject) {
        try (GroupedVectorEnv env = subject.openGroups(LANES, 2)) {
            Actions actions = actions(env);
            env.reset(Subject.seeds(LANES, 80));
            send(env, actions, 0, 0);
            Refusal.of("sending a group twice", () -> send(env, actions, 0, 1)).is(Reason.FAILED_PRECONDITION, "step");
            env.receive(0);
            send(env, actions, 1, 0);
            env.receive(1);
        }
    }
}
