package keel.training.gpu;

/** Work on arrays {@code [P,n]} on a device, for some members at a time. */
final class FlatArrays implements AutoCloseable {
    private static final String SOURCE = "updates.cl";

    private final GpuDevice device;
    private final int members;
    private final int count;
    private final int blocks;
    private final GpuKernel copy;
    private final GpuKernel clear;
    private final GpuKernel norm;
    private final GpuKernel lengths;
    private final GpuBuffer norms;

    FlatArrays(GpuDevice device, int members, int count) {
        this.device = device;
        this.members = members;
        this.count = count;
        blocks = GpuKernel.blocks(count);
        copy = kernel("copy");
        clear = kernel("clear");
        norm = kernel("norm");
        lengths = kernel("lengths");
        norms = device.allocate(3L * members * Double.BYTES);
    }

    int members() {
        return members;
    }

    /** n. */
    int count() {
        return count;
    }

    /** Groups for one member where a work-item does one number. */
    int blocks() {
        return blocks;
    }

    GpuDevice device() {
        return device;
    }

    GpuKernel kernel(String name) {
        return device.kernel(SOURCE, "", name);
    }

    /** A new array, all 0. */
    GpuBuffer zeros() {
        return device.zeros((long) members * count);
    }

    /** Lists of up to P members. */
    MemberList list() {
        return new MemberList(device, members);
    }

    void copy(GpuBuffer from, GpuBuffer to, MemberList which) {
        copy.with(from)
                .with(to)
                .with((long) count)
                .with(which.buffer())
                .with(blocks)
                .run(groups(which));
    }

    void clear(GpuBuffer array, MemberList which) {
        clear.with(array).with((long) count).with(which.buffer()).with(blocks).run(groups(which));
    }

    /** Groups of a kernel that works number by number. */
    long groups(MemberList which) {
        return (long) blocks * which.size();
    }

    /** 2-norms by place in the list. */
    double[] norms(GpuBuffer array, MemberList which) {
        norm.withSums()
                .with(array)
                .with((long) count)
                .with(which.buffer())
                .with(norms)
                .run(which.size());
        return fetch(which.size());
    }

    /** Three a place in the list: 2-norms of the change, of what was before and of what is after. */
    double[] lengths(GpuBuffer before, GpuBuffer after, MemberList which) {
        lengths.withSums()
                .with(before)
                .with(after)
                .with((long) count)
                .with(which.buffer())
                .with(norms)
                .run(which.size());
        return fetch(3 * which.size());
    }

    /** Room for up to three numbers a member. */
    GpuBuffer norms() {
        return norms;
    }

    /** The first of them. */
    double[] fetch(int size) {
        double[] values = new double[size];
        if (size > 0) {
            norms.get(values);
        }
        return values;
    }

    @Override
    public void close() {
        copy.close();
        clear.close();
        norm.close();
        lengths.close();
        norms.close();
    }
}
