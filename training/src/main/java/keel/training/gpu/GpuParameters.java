package keel.training.gpu;

import java.util.Arrays;
import java.util.Optional;
import keel.training.checkpoint.StateReader;
import keel.training.checkpoint.StateWriter;
import keel.training.network.MlpLayout;
import keel.training.random.RandomStream;

/**
 * Parameters and gradients {@code [P,n]} of a network on a device, and copies of both on the heap that are made when somebody
 * asks. Whoever writes one says so, and the other is brought up to date when it is next needed.
 */
final class GpuParameters implements AutoCloseable {
    private final GpuDevice device;
    private final int members;
    private final int count;
    private final GpuBuffer parameters;
    private final GpuBuffer gradients;
    private final Optional<GpuSpectral> spectral;
    private final GpuKernel follow;

    private float[] heap = {};
    private float[] gradientHeap = {};
    private boolean heapIsNewer;
    private boolean deviceIsNewer = true;
    private boolean computingIsOld = true;
    private boolean changedSinceUse;
    private boolean gradientsAreZero = true;
    private boolean gradientHeapIsOld = true;

    GpuParameters(GpuDevice device, MlpLayout layout, int members) {
        this.device = device;
        this.members = members;
        count = layout.parameterCount();
        long total = Math.multiplyExact(members, count);
        parameters = device.zeros(total);
        gradients = device.zeros(total);
        follow = device.kernel("updates.cl", "", "follow");
        spectral =
                GpuSpectral.needed(layout) ? Optional.of(new GpuSpectral(device, layout, members)) : Optional.empty();
    }

    int members() {
        return members;
    }

    int count() {
        return count;
    }

    /** Live until the next update. */
    float[] heap() {
        if (deviceIsNewer) {
            if (heap.length == 0) {
                heap = new float[members * count];
            }
            parameters.get(0, heap);
            deviceIsNewer = false;
        }
        return heap;
    }

    /**
     * Tells that the heap was written.
     *
     * @throws IllegalStateException if what was written is not what the device has now
     */
    void heapChanged() {
        if (deviceIsNewer && heap.length > 0) {
            throw new IllegalStateException(
                    "parameters were written in an array from before the last update, and would be lost; ask for parameters() again before writing to them");
        }
        heapIsNewer = heap.length > 0;
    }

    /** On the device, to be read. */
    GpuBuffer current() {
        if (heapIsNewer) {
            parameters.put(0, heap, 0, heap.length);
            heapIsNewer = false;
            changed();
        }
        return parameters;
    }

    /** Tells that {@link #current} was written. */
    void deviceChanged() {
        deviceIsNewer = true;
        changed();
    }

    private void changed() {
        computingIsOld = true;
        changedSinceUse = true;
    }

    /** Whether parameters on the device are other ones than at the last {@link #used}. */
    boolean changedSinceUse() {
        return changedSinceUse;
    }

    void used() {
        changedSinceUse = false;
    }

    /** Has {@link #computing} follow from the parameters as they are. */
    void upload(MemberList which) {
        GpuBuffer now = current();
        if (computingIsOld) {
            spectral.ifPresent(norm -> {
                norm.computing().copy(now, now.bytes());
                norm.divide(now, which);
            });
            computingIsOld = false;
        }
    }

    /** One step of power iteration. */
    void iterate(MemberList which) {
        spectral.ifPresent(norm -> {
            norm.iterate(parameters, which);
            norm.divide(parameters, which);
        });
    }

    /** What passes multiply by. */
    GpuBuffer computing() {
        return spectral.map(GpuSpectral::computing).orElse(parameters);
    }

    /** Where passes leave gradients. */
    GpuBuffer passGradients() {
        return spectral.map(GpuSpectral::fresh).orElse(gradients);
    }

    /** Flags for a pass that is about to add to the gradients. */
    int beginGradients() {
        return gradientsAreZero || spectral.isPresent() ? 0 : GpuFlags.ADDS;
    }

    /** Ends such a pass. */
    void endGradients(MemberList which) {
        spectral.ifPresent(norm -> norm.collect(gradients, !gradientsAreZero, which));
        gradientsAreZero = false;
        gradientHeapIsOld = true;
    }

    void zeroGradients() {
        gradientsAreZero = true;
        gradientHeapIsOld = true;
    }

    /** On the device, to be read or clipped. */
    GpuBuffer gradients() {
        if (gradientsAreZero) {
            gradients.fillWithZeros();
            gradientsAreZero = false;
        }
        gradientHeapIsOld = true;
        return gradients;
    }

    float[] gradientHeap() {
        if (gradientHeap.length == 0) {
            gradientHeap = new float[members * count];
        }
        if (gradientHeapIsOld) {
            if (gradientsAreZero) {
                Arrays.fill(gradientHeap, 0f);
            } else {
                gradients.get(0, gradientHeap);
            }
            gradientHeapIsOld = false;
        }
        return gradientHeap;
    }

    /** Parameters become {@code rate * source + (1 - rate) * own}; singular vectors are copied. */
    void follow(GpuParameters source, double rate) {
        if (!(rate > 0 && rate <= 1) || count != source.count || members != source.members) {
            throw new IllegalArgumentException(
                    "cannot follow %d members of %d parameters with %d of %d at rate %s: shapes must be equal and the rate in (0, 1]"
                            .formatted(source.members, source.count, members, count, rate));
        }
        long total = (long) members * count;
        follow.with(source.current())
                .with(current())
                .with(total)
                .with((float) rate)
                .run(GpuKernel.blocks(total));
        spectral.ifPresent(norm -> norm.copy(source.spectral.orElseThrow()));
        deviceChanged();
    }

    void initializeNorms(int member, RandomStream random) {
        spectral.ifPresent(norm -> norm.initialize(member, heap, random));
    }

    /** One member's parameters as they compute, whether it is active or not. */
    float[] computing(int member, MemberList actives, MemberList one) {
        upload(actives);
        one.set(member);
        spectral.ifPresent(norm -> norm.divide(parameters, one));
        return computing().member(member, count);
    }

    void saveNorms(int member, StateWriter to) {
        spectral.ifPresent(norm -> norm.save(member, to));
    }

    void restoreNorms(int member, StateReader from) {
        spectral.ifPresent(norm -> norm.restore(member, from));
    }

    @Override
    public void close() {
        parameters.close();
        gradients.close();
        follow.close();
        spectral.ifPresent(GpuSpectral::close);
    }

    @Override
    public String toString() {
        return "%d members of %d parameters on %s".formatted(members, count, device);
    }
}
