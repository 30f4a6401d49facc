package keel.training.gpu;

import keel.training.network.RowTable;

/** A table with a copy on a device, brought up to date when a network reads it. */
final class GpuRowTable extends RowTable {
    private final GpuDevice device;
    private final GpuBuffer rows;
    private final GpuKernel gather;
    private GpuBuffer indexes;
    private boolean rowsAreOld = true;
    private boolean choiceIsOld = true;

    GpuRowTable(GpuDevice device, int members, int rows, int width, float[] values) {
        super(members, rows, width, values);
        this.device = device;
        this.rows = device.allocate((long) values.length * Float.BYTES);
        gather = device.kernel("updates.cl", "", "gather");
        indexes = device.allocate(0);
    }

    boolean isOn(GpuDevice other) {
        return device == other;
    }

    @Override
    public void changed() {
        super.changed();
        rowsAreOld = true;
    }

    @Override
    public void choose(int[] which, int count) {
        super.choose(which, count);
        choiceIsOld = true;
    }

    /** Copies the chosen rows of some members to where a network reads its input. */
    void gather(GpuArena arena, MemberList which) {
        if (rowsAreOld) {
            rows.put(0, values(), 0, values().length);
            rowsAreOld = false;
        }
        if (choiceIsOld) {
            long bytes = (long) chosen().length * Integer.BYTES;
            if (indexes.bytes() < bytes) {
                indexes.close();
                indexes = device.allocate(bytes);
            }
            indexes.put(chosen());
            choiceIsOld = false;
        }
        int each = batch() * width();
        int blocks = GpuKernel.blocks(each);
        gather.with(rows)
                .with(arena.memory())
                .with(arena.places().values(0))
                .with((long) each)
                .with(which.buffer())
                .with(blocks)
                .with(indexes)
                .with(rows())
                .with(width())
                .run((long) blocks * which.size());
    }

    @Override
    public void close() {
        rows.close();
        indexes.close();
        gather.close();
    }
}
