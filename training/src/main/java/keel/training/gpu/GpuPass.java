package keel.training.gpu;

import keel.training.network.MlpLayout;

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

    /** Columns of a tile, and rows of one in its larger size. */
    private static final int TILE = 64;
    /** Rows of a tile in its smaller size, for batches up to that. */
    private static final int FEW = 16;

    /** Depth of what of two factors is multiplied at a time. */
    private static final int PANEL = 16;

    private static final String SOURCE = "passes.cl";

    private final GpuDevice device;
    private final MlpLayout layout;
    private final boolean descending;
    private final boolean products;
    private final Form form;
    private final GpuKernel[] byStage;
    private final GpuKernel[] byMember;

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
        byStage = bothSizes(device, name + "_stage");
        byMember = bothSizes(device, name + "_member");
    }

    /** A kernel for tiles of few rows and one for tiles of many. */
    static GpuKernel[] bothSizes(GpuDevice device, String kernel) {
        return new GpuKernel[] {
            device.kernel(SOURCE, "-DROWS_EACH=1", kernel), device.kernel(SOURCE, "-DROWS_EACH=4", kernel)
        };
    }

    private static int size(int rows) {
        return rows <= FEW ? 0 : 1;
    }

    private static int tileRows(int rows) {
        return rows <= FEW ? FEW : TILE;
    }

    /** Bytes for a panel of rows and one of columns, each with a column more against conflicts of banks. */
    private static long scratch(int rows) {
        return (long) PANEL * (tileRows(rows) + 1 + TILE + 1) * Float.BYTES;
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
            given.to(byMember[size(rows)], stages, flags, 0)
                    .withLocal(scratch(rows))
                    .run(members);
            return;
        }
        for (int i = 0; i < stages; i++) {
            int l = descending ? stages - 1 - i : i;
            given.to(byStage[size(rows)], stages, flags, l)
                    .withLocal(scratch(rows))
                    .run((long) members * tiles(l, rows, flags));
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
        var stage = layout.stage(l);
        int in = stage.in();
        int out = stage.out();
        int high = tileRows(rows);
        if (!products) {
            return stage.linear() ? along(rows, high) * along(out, TILE) : along(rows, GpuKernel.GROUP);
        }
        boolean below = l > 0 || (flags & GpuFlags.WANTS_INPUT) != 0;
        int input = stage.linear() ? along(rows, high) * along(in, TILE) : along(rows, GpuKernel.GROUP);
        int weights = stage.linear() ? along(in, high) * along(out, TILE) : along(out, GpuKernel.GROUP);
        return (below ? input : 0) + ((flags & GpuFlags.COUNTS) != 0 ? weights : 0);
    }

    private static int along(int count, int size) {
        return (count + size - 1) / size;
    }

    /** Runs one of the kernels that work number by number on the output. */
    static void runOnOutput(GpuKernel kernel, Arguments given, int stages, int flags, int outputs) {
        int blocks = along(given.arena.batch() * outputs, GpuKernel.GROUP);
        given.to(kernel, stages, flags, blocks).run((long) blocks * given.members.size());
    }

    @Override
    public void close() {
        for (int i = 0; i < byStage.length; i++) {
            byStage[i].close();
            byMember[i].close();
        }
    }
}
