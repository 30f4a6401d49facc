package keel.training.gpu;

import java.util.Arrays;

/** The indexes of some members on a device, for kernels that compute only these; written when they change. */
final class MemberList implements AutoCloseable {
    private final GpuBuffer buffer;
    private int[] members;

    MemberList(GpuDevice device, int room) {
        buffer = device.allocate((long) room * Integer.BYTES);
        members = new int[0];
    }

    /** Makes it those that are chosen. */
    void set(boolean[] which) {
        int count = 0;
        boolean same = true;
        for (int p = 0; p < which.length; p++) {
            if (which[p]) {
                same &= count < members.length && members[count] == p;
                count++;
            }
        }
        if (same && count == members.length) {
            return;
        }
        int[] chosen = new int[count];
        int next = 0;
        for (int p = 0; p < which.length; p++) {
            if (which[p]) {
                chosen[next++] = p;
            }
        }
        members = chosen;
        if (count > 0) {
            buffer.put(chosen);
        }
    }

    /** Makes it one. */
    void set(int member) {
        if (members.length != 1 || members[0] != member) {
            members = new int[] {member};
            buffer.put(members);
        }
    }

    int size() {
        return members.length;
    }

    /** Which member is at this place. */
    int at(int slot) {
        return members[slot];
    }

    /** Live indexes. */
    GpuBuffer buffer() {
        return buffer;
    }

    @Override
    public String toString() {
        return Arrays.toString(members);
    }

    @Override
    public void close() {
        buffer.close();
    }
}
