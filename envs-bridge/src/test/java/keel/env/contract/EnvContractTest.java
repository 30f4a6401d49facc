package keel.env.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import keel.env.Batch;
import keel.env.Box;
import keel.env.Dict;
import keel.env.Discrete;
import keel.env.ElementType;
import keel.env.EnvException;
import keel.env.EnvProvider;
import keel.env.EnvRequest;
import keel.env.EnvSpec;
import keel.env.Graph;
import keel.env.Infos;
import keel.env.MultiBinary;
import keel.env.MultiDiscrete;
import keel.env.NativeEnvironments;
import keel.env.OneOf;
import keel.env.RefusedException;
import keel.env.ResetRequest;
import keel.env.Sequence;
import keel.env.Space;
import keel.env.Tensor;
import keel.env.Text;
import keel.env.Tuple;
import keel.env.VectorEnv;
import keel.env.VectorReset;
import keel.env.VectorStep;
import keel.env.wrapper.VectorWrapper;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule is broken by an environment that does one thing wrong. */
class EnvContractTest {
    private static final String ID = "CartPole-v1";

    /** CartPole as it is, but for what is overridden. */
    private abstract static class Faulty extends VectorWrapper {
        Faulty(VectorEnv wrapped) {
            super(wrapped);
        }

        VectorStep with(VectorStep step, double[] rewards, boolean[] truncated) {
            return new VectorStep(
                    step.observations(),
                    rewards,
                    step.terminated(),
                    truncated,
                    step.finalObservations(),
                    step.infos(),
                    step.finalInfos());
        }
    }

    /** Makes a faulty environment of a sound one. */
    private interface Fault {
        VectorEnv in(VectorEnv sound);
    }

    private record Broken(String rule, Fault fault) {
        @Override
        public String toString() {
            return rule;
        }
    }

    private record FaultyProvider(EnvProvider sound, Fault fault) implements EnvProvider {
        @Override
        public List<EnvSpec> specs() {
            return sound.specs();
        }

        @Override
        public String description() {
            return "faulty";
        }

        @Override
        public VectorEnv open(EnvRequest request) {
            return fault.in(sound.open(request));
        }

        @Override
        public void close() {
            sound.close();
        }
    }

    static Stream<Broken> faults() {
        return Stream.of(
                new Broken("reset.in-space", sound -> new Faulty(sound) {
                    @Override
                    public VectorReset reset(ResetRequest request) {
                        VectorReset reset = super.reset(request);
                        reset.observations().tensor().floats()[0] = 99;
                        return reset;
                    }
                }),
                new Broken("seed.same-bits", EnvContractTest::withoutSeeds),
                new Broken("seed.again", EnvContractTest::withoutSeeds),
                new Broken("seed.lane", EnvContractTest::withoutSeeds),
                new Broken("seed.big", EnvContractTest::withoutSeeds),
                new Broken("autoreset.next-step", EnvContractTest::fillersRewarded),
                new Broken("autoreset.same-step", EnvContractTest::withoutFinals),
                new Broken("autoreset.same-step.finals", EnvContractTest::withoutFinals),
                new Broken("step.limit-argument", EnvContractTest::neverTruncated),
                new Broken("step.form", sound -> new Faulty(sound) {
                    @Override
                    public VectorStep step(Batch actions) {
                        VectorStep step = super.step(actions);
                        return with(step, new double[1], step.truncated());
                    }
                }),
                new Broken("step.in-space", sound -> new Faulty(sound) {
                    @Override
                    public VectorStep step(Batch actions) {
                        VectorStep step = super.step(actions);
                        step.rewards()[0] = Double.NaN;
                        return step;
                    }
                }),
                new Broken("spec.id", sound -> new Faulty(sound) {
                    @Override
                    public EnvSpec spec() {
                        return EnvSpec.of("Other-v0");
                    }
                }),
                new Broken("infos.form", sound -> new Faulty(sound) {
                    @Override
                    public VectorReset reset(ResetRequest request) {
                        Infos.Column column = Infos.everywhere(Tensor.of(new double[1], 1));
                        return new VectorReset(super.reset(request).observations(), new Infos(Map.of("x", column)));
                    }
                }),
                new Broken("refuse.action-value", EnvContractTest::takesAnyAction),
                new Broken("refuse.action-form", sound -> new Faulty(sound) {
                    @Override
                    public VectorStep step(Batch actions) {
                        try {
                            return super.step(actions);
                        } catch (RefusedException refusal) {
                            throw new EnvException("no");
                        }
                    }
                }),
                new Broken("autoreset.disabled", EnvContractTest::resetsByItself),
                new Broken("reset.mask", sound -> new Faulty(sound) {
                    @Override
                    public VectorReset reset(ResetRequest request) {
                        return super.reset(request.allLanes() ? request : ResetRequest.ALL);
                    }
                }),
                new Broken("close.twice", sound -> new Faulty(sound) {
                    private boolean closed;

                    @Override
                    public void close() {
                        if (closed) {
                            throw new EnvException("closed already");
                        }
                        closed = true;
                    }
                }));
    }

    private static VectorEnv withoutSeeds(VectorEnv sound) {
        return new Faulty(sound) {
            @Override
            public VectorReset reset(ResetRequest request) {
                return super.reset(new ResetRequest(List.of(), request.lanes(), request.options()));
            }
        };
    }

    private static VectorEnv fillersRewarded(VectorEnv sound) {
        return new Faulty(sound) {
            @Override
            public VectorStep step(Batch actions) {
                VectorStep step = super.step(actions);
                double[] ones = new double[lanes()];
                Arrays.fill(ones, 1);
                return with(step, ones, step.truncated());
            }
        };
    }

    private static VectorEnv withoutFinals(VectorEnv sound) {
        return new Faulty(sound) {
            @Override
            public VectorStep step(Batch actions) {
                VectorStep step = super.step(actions);
                return new VectorStep(
                        step.observations().tensor(), step.rewards(), step.terminated(), step.truncated(), null);
            }
        };
    }

    private static VectorEnv neverTruncated(VectorEnv sound) {
        return new Faulty(sound) {
            @Override
            public VectorStep step(Batch actions) {
                VectorStep step = super.step(actions);
                return with(step, step.rewards(), new boolean[lanes()]);
            }
        };
    }

    private static VectorEnv takesAnyAction(VectorEnv sound) {
        return new Faulty(sound) {
            @Override
            public VectorStep step(Batch actions) {
                long[] values = actions.tensor().longs().clone();
                Arrays.setAll(values, lane -> values[lane] & 1);
                return super.step(Batch.of(Tensor.of(values, values.length)));
            }
        };
    }

    private static VectorEnv resetsByItself(VectorEnv sound) {
        return new Faulty(sound) {
            @Override
            public VectorStep step(Batch actions) {
                try {
                    return super.step(actions);
                } catch (RefusedException refusal) {
                    reset(ResetRequest.ALL);
                    return super.step(actions);
                }
            }
        };
    }

    @ParameterizedTest
    @MethodSource("faults")
    void findsTheFault(Broken broken) {
        Rule rule = EnvContract.rules().stream()
                .filter(one -> one.name().equals(broken.rule()))
                .findFirst()
                .orElseThrow();
        try (EnvProvider faulty = new FaultyProvider(new NativeEnvironments(), broken.fault())) {
            assertInstanceOf(Verdict.Failed.class, rule.check(faulty, ID));
        }
    }

    @Test
    void rulesHaveNamesOfTheirOwnAndAllGiveVerdicts() {
        List<String> names = EnvContract.rules().stream().map(Rule::name).toList();
        assertEquals(names.size(), new HashSet<>(names).size());
        try (EnvProvider provider = new NativeEnvironments()) {
            assertEquals(
                    EnvContract.rules(),
                    List.copyOf(EnvContract.check(provider, ID).keySet()));
            EnvContract.check(provider, "Nothing-v0").forEach((rule, verdict) -> {
                if (!rule.name().equals("refuse.id") && !rule.name().equals("refuse.argument")) {
                    assertInstanceOf(Verdict.Failed.class, verdict, rule.name());
                }
            });
        }
    }

    @TestFactory
    Stream<DynamicTest> playsWithComposedSpaces() {
        return EnvContract.rules().stream()
                .filter(rule -> !rule.name().startsWith("groups."))
                .map(rule -> DynamicTest.dynamicTest(rule.name(), () -> {
                    try (EnvProvider provider = new ComposedTask.Provider()) {
                        Verdict verdict = rule.check(provider, ComposedTask.ID);
                        assertTrue(verdict.acceptable(), rule.statement() + " " + verdict.detail());
                        // Episodes end and are random, so these have something to look at.
                        if (rule.name().matches("autoreset.*|seed.*|infos.*")) {
                            assertInstanceOf(Verdict.Passed.class, verdict, verdict.detail());
                        }
                    }
                }));
    }

    @Test
    void drawsValuesOfEverySpace() {
        Box box = new Box(
                Tensor.of(new float[] {-1, Float.NEGATIVE_INFINITY, 5}, 3),
                Tensor.of(new float[] {1, 0, Float.POSITIVE_INFINITY}, 3));
        Box bytes = new Box(
                Tensor.of(ElementType.UINT8, new byte[2], 2), Tensor.of(ElementType.UINT8, new byte[] {3, -1}, 2));
        Map<String, Space> parts = new LinkedHashMap<>();
        parts.put("b", box);
        parts.put("a", new MultiBinary(List.of(2, 2)));
        List<Space> spaces = List.of(
                box,
                bytes,
                new Discrete(4, -2),
                MultiDiscrete.of(2, 5),
                new MultiBinary(List.of(3)),
                new Text(1, 5, "añ𝄞"),
                new Tuple(List.of(bytes, new Discrete(2, 0))),
                new Dict(parts),
                new Graph(box, Optional.of(new Discrete(3, 0))),
                new Sequence(new Text(0, 2, "xy"), false),
                new OneOf(List.of(box, new Text(1, 1, "z"))));
        AllowedValues sampler = new AllowedValues(5);
        for (Space space : spaces) {
            for (int i = 0; i < 100; i++) {
                assertTrue(space.contains(sampler.sample(space)), space.toString());
            }
            AllowedValues.disallowed(space).ifPresent(value -> assertTrue(!space.contains(value), space.toString()));
        }
    }
}
