package keel.gans;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import keel.training.network.Network;

/**
 * Where the players of Dirac-GANs stand (Mescheder et al. 2018).
 *
 * @param theta what each member's generator gives, {@code [P]}
 * @param psi how much each member's discriminator rises from 0 to 1, {@code [P]}: the weight of a linear one
 */
record DiracPosition(List<Double> theta, List<Double> psi) {
    /** Names in records. */
    static final List<String> METRICS = List.of("dirac/theta", "dirac/psi");

    /** Of a cohort's networks as they are. */
    static DiracPosition of(Network generator, Network discriminator) {
        int members = generator.members();
        float[] thetas = generator.predict(new float[members * generator.inputs()], 1);
        float[] points = new float[2 * members];
        for (int p = 0; p < members; p++) {
            points[2 * p + 1] = 1;
        }
        float[] logits = discriminator.predict(points, 2);
        List<Integer> all = IntStream.range(0, members).boxed().toList();
        return new DiracPosition(
                all.stream().map(p -> (double) thetas[p]).toList(),
                all.stream()
                        .map(p -> (double) logits[2 * p + 1] - logits[2 * p])
                        .toList());
    }

    void describe(int member, Map<String, Double> values) {
        values.put(METRICS.get(0), theta.get(member));
        values.put(METRICS.get(1), psi.get(member));
    }
}
