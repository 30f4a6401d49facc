package keel.env.contract;

import static keel.env.contract.Finding.holds;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import keel.env.Batch;
import keel.env.ResetRequest;
import keel.env.Value;
import keel.env.VectorEnv;

/** Of resets, seeds and random streams. */
final class SeedRules {
    private static final int SEEDS_TRIED = 10;
    private static final boolean[] ALL_LANES = {};
    private static final BigInteger BIG = BigInteger.ONE.shiftLeft(100).add(BigInteger.valueOf(7));

    static final List<Rule> RULES = List.of(
            new Rule("reset.in-space", "A reset gives observations within the space.", SeedRules::resetInSpace),
            new Rule(
                    "lanes.apart",
                    "Environments that were opened apart share nothing that they show.",
                    SeedRules::separateLanes),
            new Rule("seed.same-bits", "The same seed and actions give the same bits.", SeedRules::sameBits),
            new Rule("seed.again", "The same seed gives the same bits after steps, too.", SeedRules::again),
            new Rule("seed.other", "Another seed gives another episode.", SeedRules::other),
            new Rule("seed.stream", "A reset without seed goes on with the lane's random stream.", SeedRules::stream),
            new Rule("seed.lane", "Lane i with seed s shows what a single lane with seed s shows.", SeedRules::lane),
            new Rule("seed.some", "Seeds may be given for some lanes only.", SeedRules::some),
            new Rule("seed.big", "Seeds of more than 64 bits are taken whole.", SeedRules::big),
            new Rule("reset.options", "An option that nobody knows changes nothing.", SeedRules::options));

    private SeedRules() {}

    private static void resetInSpace(Subject subject) {
        try (VectorEnv env = subject.open(3)) {
            for (int i = 0; i < SEEDS_TRIED; i++) {
                Batch observations = env.reset(Subject.seeds(3, 3L * i));
                observations.check(env.observationSpace(), 3, "observations");
                for (Value value : observations.unpack(env.observationSpace(), 3)) {
                    holds(
                            env.observationSpace().contains(value),
                            "observation after reset",
                            env.observationSpace(),
                            value);
                }
            }
        }
    }

    private static void separateLanes(Subject subject) {
        subject.mustBeDeterministic();
        try (VectorEnv first = subject.open(2);
                VectorEnv second = subject.open(2)) {
            Batch observations = first.reset(1, 2);
            List<Value> before = observations.unpack(first.observationSpace(), 2);
            second.reset(3, 4);
            Finding.same(
                    "a first environment's observations after a second one's reset",
                    before,
                    observations.unpack(first.observationSpace(), 2));
        }
    }

    private static Playback play(Subject subject, int lanes, long firstSeed) {
        try (VectorEnv env = subject.open(lanes)) {
            Actions actions = Actions.drawn(env.actionSpace(), lanes, Subject.STEPS);
            return Playback.of(env, actions, Subject.seeds(lanes, firstSeed));
        }
    }

    private static void sameBits(Subject subject) {
        subject.mustBeDeterministic();
        play(subject, 2, 11).mustBe(play(subject, 2, 11), "a second environment");
    }

    private static void again(Subject subject) {
        subject.mustBeDeterministic();
        try (VectorEnv env = subject.open(2)) {
            Actions actions = Actions.drawn(env.actionSpace(), 2, Subject.STEPS);
            Playback first = Playback.of(env, actions, 5, 6);
            Playback.of(env, actions, 77, 78);
            Playback.of(env, actions, 5, 6).mustBe(first, "after other episodes");
        }
    }

    private static boolean differ(Subject subject) {
        Playback first = play(subject, 1, 0);
        for (int seed = 1; seed < SEEDS_TRIED; seed++) {
            if (!play(subject, 1, seed).equals(first)) {
                return true;
            }
        }
        return false;
    }

    private static void mustDiffer(Subject subject) {
        if (!differ(subject)) {
            throw new Finding.Inapplicable(
                    "episodes of " + SEEDS_TRIED + " seeds are the same: nothing is random in them");
        }
    }

    private static void other(Subject subject) {
        mustDiffer(subject);
        Playback all = play(subject, SEEDS_TRIED, 0);
        for (int lane = 0; lane < SEEDS_TRIED; lane++) {
            int one = lane;
            boolean likeAll =
                    all.rows().stream().allMatch(rows -> rows.stream().allMatch(row -> row.equals(rows.get(one))));
            holds(!likeAll, "lanes of different seeds", "different episodes", "equal ones");
        }
    }

    private static void stream(Subject subject) {
        subject.mustBeDeterministic();
        try (VectorEnv env = subject.open(SEEDS_TRIED)) {
            long[] seeds = Subject.seeds(SEEDS_TRIED, 20);
            List<Value> first = values(env, env.reset(seeds));
            List<Value> second = values(env, env.reset());
            env.reset(seeds);
            Finding.same("the second reset after the same seeds", second, values(env, env.reset()));
            boolean random = first.stream().distinct().count() > 1;
            holds(!random || !first.equals(second), "a reset without seeds", "new episodes", "the first ones again");
        }
    }

    private static List<Value> values(VectorEnv env, Batch observations) {
        return observations.unpack(env.observationSpace(), env.lanes());
    }

    private static void lane(Subject subject) {
        subject.mustBeDeterministic();
        int lanes = 3;
        List<Playback> singles = new ArrayList<>();
        try (VectorEnv env = subject.open(lanes)) {
            Actions actions = Actions.drawn(env.actionSpace(), lanes, Subject.STEPS);
            for (int lane = 0; lane < lanes; lane++) {
                try (VectorEnv single = subject.open(1)) {
                    singles.add(Playback.of(single, actions.lane(lane), 30 + lane));
                }
            }
            Playback.of(env, actions, Subject.seeds(lanes, 30)).mustBe(Playback.beside(singles), "beside other lanes");
        }
    }

    private static void some(Subject subject) {
        subject.mustBeDeterministic();
        try (VectorEnv env = subject.open(2);
                VectorEnv all = subject.open(2)) {
            env.reset(1, 2);
            List<Value> mixed = values(
                    env,
                    env.reset(seeded(Optional.of(BigInteger.valueOf(9)), Optional.empty()))
                            .observations());
            all.reset(1, 2);
            Finding.same("the lane without a seed", values(all, all.reset()).get(1), mixed.get(1));
            Finding.same("the lane with a seed", values(all, all.reset(9, 9)).get(0), mixed.get(0));
        }
    }

    private static ResetRequest seeded(Optional<BigInteger> first, Optional<BigInteger> second) {
        return new ResetRequest(List.of(first, second), ALL_LANES, Map.of());
    }

    private static void big(Subject subject) {
        subject.mustBeDeterministic();
        int lanes = SEEDS_TRIED;
        try (VectorEnv env = subject.open(lanes)) {
            List<Optional<BigInteger>> seeds = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                seeds.add(Optional.of(BIG.add(BigInteger.valueOf(lane))));
            }
            ResetRequest request = new ResetRequest(seeds, ALL_LANES, Map.of());
            List<Value> first = values(env, env.reset(request).observations());
            List<Value> small = values(env, env.reset(Subject.seeds(lanes, 7)));
            Finding.same(
                    "a reset with the same big seeds",
                    first,
                    values(env, env.reset(request).observations()));
            boolean random = small.stream().distinct().count() > lanes / 2;
            holds(!random || !first.equals(small), "seeds 2^100 + 7 …", "other episodes than of 7 …", "the same ones");
        }
    }

    private static void options(Subject subject) {
        subject.mustBeDeterministic();
        try (VectorEnv env = subject.open(2)) {
            List<Value> without = values(env, env.reset(1, 2));
            Map<String, Object> unknown = Map.of("an_option_that_nobody_knows", 1L);
            List<Value> with = values(
                    env, env.reset(ResetRequest.seeded(1, 2).with(unknown)).observations());
            Finding.same("a reset with an unknown option", without, with);
        }
    }
}
