package keel.training.gpu;

import keel.training.network.BatchBuffers;
import keel.training.network.MlpLayout;

/** Memory on a device for passes of one batch size. */
final class GpuArena implements BatchBuffers {
    private final GpuDevice device;
    private final MlpLayout layout;
    private final int members;
    private final int rows;
    private final GpuBuffer table;
    private StageTable places;
    private GpuBuffer arena;

    GpuArena(GpuDevice device, MlpLayout layout, int members, int rows, StageTable.Use use) {
        this.device = device;
        this.layout = layout;
        this.members = members;
        this.rows = rows;
        places = new StageTable(layout, members, rows, use);
        arena = device.zeros(places.floats());
        table = device.allocate((long) places.table().length * Long.BYTES);
        table.put(places.table());
    }

    @Override
    public int batch() {
        return rows;
    }

    StageTable places() {
        return places;
    }

    GpuBuffer table() {
        return table;
    }

    GpuBuffer memory() {
        return arena;
    }

    /** Makes room for directional passes, if there is none; everything else stays. */
    void widen() {
        if (places.use() == StageTable.Use.DIRECTIONAL) {
            return;
        }
        StageTable wider = new StageTable(layout, members, rows, StageTable.Use.DIRECTIONAL);
        GpuBuffer larger = device.zeros(wider.floats());
        larger.copy(arena, arena.bytes());
        arena.close();
        arena = larger;
        places = wider;
        table.put(places.table());
    }

    @Override
    public void close() {
        arena.close();
        table.close();
    }
}
