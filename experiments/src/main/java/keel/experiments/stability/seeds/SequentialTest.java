package keel.experiments.stability.seeds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import keel.training.random.RandomStream;

/** One pass over the looks of a plan; used once. */
final class SequentialTest {
    private final AdaStop plan;
    private final List<String> settings;
    private final List<double[]> scores;
    private final RandomStream random;
    private final Map<Pair, Decision> decisions = new LinkedHashMap<>();
    private final List<Interim> interims = new ArrayList<>();
    private NullDistribution chance;
    private double levelSpent;
    /** Of all finite scores so far. */
    private double worst = Double.POSITIVE_INFINITY;

    SequentialTest(AdaStop plan, Map<String, double[]> scores, RandomStream random) {
        this.plan = plan;
        this.settings = List.copyOf(scores.keySet());
        this.scores = settings.stream().map(scores::get).toList();
        this.random = random;
        this.chance = NullDistribution.none(settings.size());
        for (int first = 0; first < settings.size(); first++) {
            for (int second = first + 1; second < settings.size(); second++) {
                decisions.put(new Pair(first, second), Decision.CONTINUE);
            }
        }
    }

    SeedReport run() {
        while (!open().isEmpty() && seedsForTheNextLook()) {
            look();
        }
        Map<String, Integer> moreSeeds = new LinkedHashMap<>();
        for (int setting = 0; setting < settings.size(); setting++) {
            moreSeeds.put(settings.get(setting), isOpen(setting) ? missing(setting) : 0);
        }
        return new SeedReport(comparisons(), interims, moreSeeds);
    }

    private List<Pair> open() {
        return decisions.keySet().stream()
                .filter(pair -> decisions.get(pair) == Decision.CONTINUE)
                .toList();
    }

    private boolean isOpen(int setting) {
        return open().stream().anyMatch(pair -> pair.first() == setting || pair.second() == setting);
    }

    private boolean seedsForTheNextLook() {
        return IntStream.range(0, settings.size()).filter(this::isOpen).allMatch(setting -> missing(setting) == 0);
    }

    private int missing(int setting) {
        return Math.max(0, (interims.size() + 1) * plan.seedsPerInterim() - scores.get(setting).length);
    }

    private void look() {
        chance = chance.with(block(), plan.seedsPerInterim(), plan.permutations(), random);
        int looks = interims.size() + 1;
        double most = plan.alpha() * looks / plan.interims() - levelSpent;
        Boundary boundary = boundary(most);
        while (decidesLargest(boundary) && !open().isEmpty()) {
            boundary = boundary(most);
        }
        levelSpent += boundary.level();
        if (looks == plan.interims()) {
            open().forEach(pair -> decisions.put(pair, Decision.EQUAL));
        }
        interims.add(new Interim(boundary.value(), levelSpent, comparisons()));
        chance = chance.within(boundary.value(), open());
    }

    private Boundary boundary(double most) {
        return Boundary.of(chance.largest(open()), chance.weight(), most);
    }

    private boolean decidesLargest(Boundary boundary) {
        NullDistribution.Way observed = chance.observed();
        Pair largest = open().stream()
                .max(Comparator.comparingDouble(pair -> Math.abs(observed.statistic(pair))))
                .orElseThrow();
        double statistic = observed.statistic(largest);
        if (Math.abs(statistic) <= boundary.value()) {
            return false;
        }
        decisions.put(largest, statistic > 0 ? Decision.LARGER : Decision.SMALLER);
        return true;
    }

    /** The scores of the next seeds of all settings that are still compared, a diverged one's being the worst of all so far. */
    private double[][] block() {
        int from = interims.size() * plan.seedsPerInterim();
        double[][] block = IntStream.range(0, settings.size())
                .mapToObj(setting -> isOpen(setting)
                        ? Arrays.copyOfRange(scores.get(setting), from, from + plan.seedsPerInterim())
                        : new double[0])
                .toArray(double[][]::new);
        worst = Arrays.stream(block)
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .reduce(worst, Math::min);
        double bad = Double.isFinite(worst) ? worst : 0;
        return Arrays.stream(block)
                .map(seeds -> Arrays.stream(seeds)
                        .map(score -> Double.isFinite(score) ? score : bad)
                        .toArray())
                .toArray(double[][]::new);
    }

    private List<Comparison> comparisons() {
        return decisions.entrySet().stream()
                .map(entry -> new Comparison(
                        settings.get(entry.getKey().first()),
                        settings.get(entry.getKey().second()),
                        entry.getValue()))
                .toList();
    }
}
