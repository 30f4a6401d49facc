package keel.experiments.preset;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import keel.gans.data.DataSpec;
import keel.gans.data.DigitsSpec;
import keel.gans.data.DiracSpec;
import keel.gans.data.GridSpec;
import keel.gans.data.IdxSet;
import keel.gans.data.IdxSpec;
import keel.gans.data.RingSpec;
import keel.gans.data.SpiralSpec;

/** Reads {@code data}: what a generator should learn. */
final class DataReader {
    private static final Map<String, Function<Section, DataSpec>> TYPES = types();

    private DataReader() {}

    private static Map<String, Function<Section, DataSpec>> types() {
        Map<String, Function<Section, DataSpec>> all = new LinkedHashMap<>();
        all.put("ring", s -> new RingSpec(s.wholeInt("modes"), s.number("radius"), s.number("sigma")));
        all.put("grid", s -> new GridSpec(s.wholeInt("side"), s.number("spacing"), s.number("sigma")));
        all.put("spiral", s -> new SpiralSpec(s.number("turns"), s.number("radius"), s.number("sigma")));
        all.put("dirac", s -> new DiracSpec());
        all.put("digits", s -> new DigitsSpec());
        for (IdxSet set : IdxSet.values()) {
            all.put(set.key(), s -> new IdxSpec(set, s.flag("flip")));
        }
        return all;
    }

    /** What is there; nothing if that has a fault, which is then reported. */
    static Optional<DataSpec> read(Section root) {
        Section d = root.section("data");
        Optional<Function<Section, DataSpec>> type = d.type(TYPES);
        Optional<DataSpec> data = type.flatMap(d::read);
        if (type.isPresent()) {
            d.finish();
        }
        return data;
    }
}
