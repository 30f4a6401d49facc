package keel.env.contract;

import static keel.env.contract.Finding.holds;
import static keel.env.contract.Finding.same;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import keel.env.AutoresetMode;
import keel.env.Batch;
import keel.env.Box;
import keel.env.Dict;
import keel.env.EnvSpec;
import keel.env.OneOf;
import keel.env.Sequence;
import keel.env.Space;
import keel.env.Text;
import keel.env.Tuple;
import keel.env.Value;
import keel.env.VectorEnv;

/** Of spaces and of what an environment says of itself. */
final class SpaceRules {
    private static final int SAMPLES = 32;

    static final List<Rule> RULES = List.of(
            new Rule("spaces.well-formed", "Bounds are in order, and no part has two names.", SpaceRules::wellFormed),
            new Rule("spaces.packing", "Values survive being packed into a batch and taken out.", SpaceRules::packing),
            new Rule("spec.id", "The environment names itself as it was asked for.", SpaceRules::specId),
            new Rule("spec.limit", "A time limit is at least one step.", SpaceRules::specLimit),
            new Rule(
                    "open.as-asked",
                    "Lanes, autoreset mode and spaces are as asked, whatever their number.",
                    SpaceRules::asAsked));

    private SpaceRules() {}

    private static void wellFormed(Subject subject) {
        try (VectorEnv env = subject.open(1)) {
            wellFormed(env.observationSpace(), "observation space");
            wellFormed(env.actionSpace(), "action space");
        }
    }

    private static void wellFormed(Space space, String path) {
        if (space instanceof Box box) {
            for (int i = 0; i < box.low().length(); i++) {
                boolean ordered = box.elementType().floating()
                        ? box.low().real(i) <= box.high().real(i)
                        : Long.compareUnsigned(box.low().whole(i), box.high().whole(i)) <= 0
                                || box.low().whole(i) <= box.high().whole(i);
                holds(ordered, path + ", element " + i, "low <= high", box.low() + " and " + box.high());
            }
        } else if (space instanceof Tuple tuple) {
            parts(tuple.parts(), path);
        } else if (space instanceof OneOf oneOf) {
            parts(oneOf.alternatives(), path);
        } else if (space instanceof Dict dict) {
            dict.spaces().forEach((key, part) -> wellFormed(part, path + "." + key));
        } else if (space instanceof Sequence sequence) {
            wellFormed(sequence.elements(), path + "[]");
        } else if (space instanceof Text text) {
            long different = text.characters().codePoints().distinct().count();
            same(
                    path + ", characters, each once",
                    different,
                    text.characters().codePoints().count());
        }
    }

    private static void parts(Collection<Space> parts, String path) {
        int index = 0;
        for (Space part : parts) {
            wellFormed(part, path + "[" + index++ + "]");
        }
    }

    private static void packing(Subject subject) {
        try (VectorEnv env = subject.open(1)) {
            for (Space space : List.of(env.observationSpace(), env.actionSpace())) {
                AllowedValues sampler = new AllowedValues(1);
                List<Value> values = new ArrayList<>();
                for (int i = 0; i < SAMPLES; i++) {
                    Value value = sampler.sample(space);
                    holds(space.contains(value), "a value drawn from " + space, "within the space", value);
                    values.add(value);
                }
                Batch batch = Batch.pack(space, values).check(space, SAMPLES, "values");
                same("values after packing", values, batch.unpack(space, SAMPLES));
            }
        }
    }

    private static void specId(Subject subject) {
        EnvSpec spec = subject.spec();
        same("the id of the opened environment", subject.id(), spec.id());
        List<EnvSpec> listed = subject.provider().specs();
        List<String> ids = listed.stream().map(EnvSpec::id).toList();
        same("ids that are listed, each once", new HashSet<>(ids).size(), ids.size());
        same("ids that are listed, in order", ids.stream().sorted().toList(), ids);
        for (EnvSpec one : listed) {
            if (one.id().equals(subject.id())) {
                same("the listed time limit", one.maxEpisodeSteps(), spec.maxEpisodeSteps());
                same("the listed reward threshold", one.rewardThreshold(), spec.rewardThreshold());
            }
        }
    }

    private static void specLimit(Subject subject) {
        EnvSpec spec = subject.spec();
        if (spec.maxEpisodeSteps().isEmpty()) {
            throw new Finding.Inapplicable("the environment has no time limit");
        }
        long limit = spec.maxEpisodeSteps().getAsLong();
        holds(limit >= 1, "the time limit", "1 and up", limit);
    }

    private static void asAsked(Subject subject) {
        for (AutoresetMode mode : AutoresetMode.values()) {
            try (VectorEnv one = subject.open(1, mode);
                    VectorEnv many = subject.open(3, mode)) {
                same("lanes", 3, many.lanes());
                same("autoreset mode", mode, many.autoreset());
                same("observation space of 3 lanes and of 1", one.observationSpace(), many.observationSpace());
                same("action space of 3 lanes and of 1", one.actionSpace(), many.actionSpace());
            }
        }
    }
}
