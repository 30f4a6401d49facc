package keel.training.gpu;

import keel.training.network.Activation;
import keel.training.network.MlpLayout;
import keel.training.network.MlpStage;

/**
 * One kind of pass over the stages of a network: {@code forward}, {@code backward}, {@code tangent} or {@code penalty} of {@code
 * passes.cl}. Which of its two forms runs is a matter of speed alone.
 */
final class GpuPass implements AutoCloseable {
    /** How tiles become work-groups. */
    enum Form {
        /** A group a tile, a launch a stage. */
        STAGE,
        /** A group a member, one launch. */
        MEMBER,
        /** Whichever is expected to be faster. */
        EITHER
    }

    /** Bytes for the panels of the largest shape of tile, {@code 256 x 4}, as {@code passes.cl} lays them out. */
    private static final long SCRATCH = 16L * (256 + 4 + 4 + 4) * Float.BYTES;

    private static final String SOURCE = "passes.cl";

    private final GpuDevice device;
    private final MlpLayout layout;
    private final boolean descending;
    private final boolean products;
    private final Form form;
    private final GpuKernel byStage;
    private final GpuKernel byMember;

    /**
     * A pass.
     *
     * @param descending whether it runs from the last stage to the first
     * @param gradients whether it multiplies by parameters' transposes and adds up gradients as well
     */
    GpuPass(GpuDevice device, MlpLayout layout, String name, boolean descending, boolean gradients, Form form) {
        this.device = device;
        this.layout = layout;
        this.descending = descending;
        products = gradients;
        this.form = form;
        byStage = kernel(device, name + "_stage");
        byMember = kernel(device, name + "_member");
    }

    /** One of the kernels of passes. */
    static GpuKernel kernel(GpuDevice device, String name) {
        return device.kernel(SOURCE, "", name);
    }

    /** What all passes of one network get. */
    record Arguments(GpuArena arena, GpuBuffer parameters, GpuBuffer gradients, int count, MemberList members) {
        private GpuKernel to(GpuKernel kernel, int stages, int flags, int last) {
            return kernel.with(arena.table())
                    .with(stages)
                    .with(arena.batch())
                    .with(parameters)
                    .with((long) count)
                    .with(arena.memory())
                    .with(gradients)
                    .with(flags)
                    .with(members.buffer())
                    .with(last);
        }
    }

    /** Runs stages {@code [0, stages)}. */
    void run(Arguments given, int stages, int flags) {
        int rows = given.arena.batch();
        int members = given.members.size();
        if (byMember(members, rows)) {
            given.to(byMember, stages, flags, 0).withLocal(SCRATCH).run(members);
            return;
        }
        for (int i = 0; i < stages; i++) {
            int l = descending ? stages - 1 - i : i;
            given.to(byStage, stages, flags, l).withLocal(SCRATCH).run((long) members * tiles(l, rows, flags));
        }
    }

    private boolean byMember(int members, int rows) {
        if (form != Form.EITHER) {
            return form == Form.MEMBER;
        }
        int most = 0;
        for (int l = 0; l < layout.layers(); l++) {
            most = Math.max(most, tiles(l, rows, GpuFlags.COUNTS | GpuFlags.WANTS_INPUT));
        }
        // One group a member fills the device, or splitting a member would hardly give more groups.
        return members >= device.description().computeUnits() || most <= 2;
    }

    /** As the kernels count them. */
    private int tiles(int l, int rows, int flags) {
        MlpStage stage = layout.stage(l);
        int in = stage.in();
        int out = stage.out();
        int byRow = GpuKernel.blocks(rows);
        if (!products) {
            return stage.linear() ? tiles(rows, out) : byRow;
        }
        boolean below = l > 0 || (flags & GpuFlags.WANTS_INPUT) != 0;
        int input = stage.linear() ? tiles(rows, in) : byRow;
        int weights = stage.linear() ? tiles(in, out) : GpuKernel.blocks(out);
        return (below ? input : 0) + ((flags & GpuFlags.COUNTS) != 0 ? weights : 0);
    }

    /** Tiles of a product {@code [rows, columns]}, in the shape that it gets. */
    private static int tiles(int rows, int columns) {
        if (columns <= 4) {
            return along(rows, 256);
        }
        if (columns <= 16) {
            return along(rows, 64);
        }
        return along(rows, rows <= 16 ? 16 : 64) * along(columns, 64);
    }

    private static int along(int count, int size) {
        return (count + size - 1) / size;
    }

    /**
     * Runs one of the kernels that take a gradient by the output through the last activation, number by number; nothing where
     * there is none.
     */
    void throughOutput(GpuKernel kernel, Arguments given, int flags) {
        MlpStage last = layout.stage(layout.layers() - 1);
        if (last.activation() == Activation.IDENTITY && !last.drops()) {
            return;
        }
        int blocks = GpuKernel.blocks((long) given.arena.batch() * last.out());
        given.to(kernel, layout.layers(), flags, blocks).run((long) blocks * given.members.size());
    }

    @Override
    public void close() {
        byStage.close();
        byMember.close();
    }
}
