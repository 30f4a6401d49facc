package keel.env.toytext;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import keel.env.Arguments;
import keel.env.AutoresetMode;
import keel.env.EnvFactory;
import keel.env.EnvSpec;
import keel.env.VectorEnv;
import keel.env.task.EpisodeLimit;
import keel.env.task.Task;
import keel.env.task.TaskVectorEnv;

/** What the ids of FrozenLake have in common; {@link FrozenLakeFactory} tells the arguments. */
final class FrozenLakeRegistration implements EnvFactory {
    private static final String TILES = "desc";
    private static final String MAP = "map_name";
    private static final String SLIPPERY = "is_slippery";
    private static final String SUCCESS_RATE = "success_rate";
    private static final String REWARDS = "reward_schedule";

    private static final List<String> SMALL = List.of("SFFF", "FHFH", "FFFH", "HFFG");
    private static final List<String> LARGE =
            List.of("SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG");
    private static final Map<String, List<String>> MAPS = Map.of("4x4", SMALL, "8x8", LARGE);

    private static final double PICTURES_PER_SECOND = 4;

    private final EnvSpec spec;
    private final String map;

    /** @param map the default of {@code map_name} */
    FrozenLakeRegistration(String id, String map, long timeLimit, double rewardThreshold) {
        this.map = map;
        spec = new EnvSpec(
                        id,
                        OptionalLong.of(timeLimit),
                        OptionalDouble.of(rewardThreshold),
                        false,
                        List.of(TILES, MAP, SLIPPERY, SUCCESS_RATE, REWARDS, EpisodeLimit.ARGUMENT),
                        List.of(),
                        OptionalDouble.empty())
                .drawn(PICTURES_PER_SECOND);
    }

    @Override
    public EnvSpec spec() {
        return spec;
    }

    @Override
    public VectorEnv open(Arguments arguments, int lanes, AutoresetMode autoreset, boolean render) {
        Lake lake = new Lake(
                tiles(arguments),
                arguments.bool(SLIPPERY, true),
                Probabilities.of(arguments, SUCCESS_RATE, 1.0 / 3.0),
                rewards(arguments));
        OutcomeTable table = lake.table();
        Distribution starts = lake.starts();
        Task[] tasks = new Task[lanes];
        Arrays.setAll(tasks, lane -> new TabularTask(table, starts, lake::draw));
        return new TaskVectorEnv(spec, tasks, EpisodeLimit.of(arguments, spec.maxEpisodeSteps()), autoreset, render);
    }

    private List<String> tiles(Arguments arguments) {
        Object name = arguments.value(MAP).orElse(map);
        List<String> known = name instanceof String ? MAPS.get(name) : null;
        if (known == null) {
            throw arguments.refused(
                    MAP,
                    "Argument '" + MAP + "' of '" + spec.id() + "' got " + name + ", which is no map. Known: "
                            + String.join(", ", MAPS.keySet().stream().sorted().toList()) + "; pass '" + TILES
                            + "' for a map of your own.");
        }
        Object own = arguments.value(TILES).orElse(known);
        if (!(own instanceof List<?> rows) || !lake(rows)) {
            throw arguments.refused(
                    TILES,
                    "Argument '" + TILES + "' of '" + spec.id() + "' got " + own
                            + ", which is no lake. Pass a list of rows of one length, each a text of the letters S"
                            + " (start), F (frozen), H (hole) and G (goal), such as " + SMALL + ".");
        }
        return rows.stream().map(String.class::cast).toList();
    }

    private static boolean lake(List<?> rows) {
        int columns = rows.isEmpty() ? 0 : String.valueOf(rows.get(0)).length();
        return columns > 0
                && rows.stream()
                        .allMatch(row -> row instanceof String tiles
                                && tiles.length() == columns
                                && tiles.chars().allMatch(tile -> "SFHG".indexOf(tile) >= 0));
    }

    private Lake.TileRewards rewards(Arguments arguments) {
        Object given = arguments.value(REWARDS).orElse(List.of(1, 0, 0));
        List<Double> rewards = new ArrayList<>();
        if (given instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Number number) {
                    rewards.add(number.doubleValue());
                }
            }
            if (items.size() == 3 && rewards.size() == 3) {
                return new Lake.TileRewards(rewards.get(0), rewards.get(1), rewards.get(2));
            }
        }
        throw arguments.refused(
                REWARDS,
                "Argument '" + REWARDS + "' of '" + spec.id()
                        + "' takes a list of three numbers, for reaching the goal, a hole and any other tile, but got "
                        + given + ".");
    }
}
