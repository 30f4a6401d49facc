package keel.experiments.stability.reliability;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Beginning, middle and end of training, since what is unsteady at first is often steady at last. */
public final class Timeframes {
    private Timeframes() {}

    /**
     * Divides places into frames of equally many steps; a place on a border belongs to the later frame.
     *
     * @param places rising, at least one
     * @param frames at least 1
     * @return the places of each frame; a frame without a place is empty
     */
    public static List<double[]> split(double[] places, int frames) {
        double first = places[0];
        double length = (places[places.length - 1] - first) / frames;
        return IntStream.range(0, frames)
                .mapToObj(frame -> Arrays.stream(places)
                        .filter(place -> place >= first + frame * length || frame == 0)
                        .filter(place -> place < first + (frame + 1) * length || frame == frames - 1)
                        .toArray())
                .toList();
    }
}
