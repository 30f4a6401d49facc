package keel.experiments.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import keel.env.Box;
import keel.env.Dict;
import keel.env.Discrete;
import keel.env.Graph;
import keel.env.MultiBinary;
import keel.env.MultiDiscrete;
import keel.env.OneOf;
import keel.env.Sequence;
import keel.env.Space;
import keel.env.Text;
import keel.env.Tuple;

/** A space in a few words, near to how Gymnasium prints it, but without bounds. */
final class SpaceText {
    private SpaceText() {}

    static String of(Space space) {
        if (space instanceof Box box) {
            return "Box" + Arrays.toString(box.shape()) + " "
                    + box.elementType().name().toLowerCase(Locale.ROOT);
        }
        if (space instanceof Discrete discrete) {
            return "Discrete(" + discrete.n() + (discrete.start() == 0 ? "" : ", start " + discrete.start()) + ")";
        }
        if (space instanceof MultiDiscrete many) {
            return "MultiDiscrete" + Arrays.toString(many.shape());
        }
        if (space instanceof MultiBinary many) {
            return "MultiBinary" + many.axes();
        }
        if (space instanceof Text text) {
            return "Text(" + text.minLength() + ".." + text.maxLength() + ")";
        }
        if (space instanceof Tuple tuple) {
            return tuple.parts().stream().map(SpaceText::of).collect(Collectors.joining(", ", "Tuple(", ")"));
        }
        if (space instanceof Dict dict) {
            return dict.spaces().entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + of(entry.getValue()))
                    .collect(Collectors.joining(", ", "Dict(", ")"));
        }
        if (space instanceof Graph graph) {
            return "Graph(" + of(graph.nodes())
                    + graph.edges().map(edges -> ", " + of(edges)).orElse("") + ")";
        }
        if (space instanceof Sequence sequence) {
            return "Sequence(" + of(sequence.elements()) + ")";
        }
        return ((OneOf) space)
                .alternatives().stream().map(SpaceText::of).collect(Collectors.joining(", ", "OneOf(", ")"));
    }
}
