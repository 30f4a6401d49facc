package keel.training.network;

/**
 * Rows on their way between an ensemble, {@code [P,B,...]}, and the stack of its heads, {@code [P*K,B,width]}, in an array that
 * is made anew only when the batch size changes.
 */
final class HeadRows {
    private final int members;
    private final int heads;
    private final int width;
    private float[] array = {};

    /** @param width of one head's rows */
    HeadRows(int members, int heads, int width) {
        this.members = members;
        this.heads = heads;
        this.width = width;
    }

    private float[] room(int count) {
        int length = Math.multiplyExact(members * width, count);
        if (array.length != length) {
            array = new float[length];
        }
        return array;
    }

    /** {@code [P,B,width]} for every head, {@code [P*K,B,width]}. */
    float[] repeated(float[] rows, int batch, boolean[] inactive) {
        if (heads == 1) {
            return rows;
        }
        float[] to = room(heads * batch);
        int each = batch * width;
        for (int p = 0; p < members; p++) {
            for (int k = 0; k < heads && !inactive[p]; k++) {
                System.arraycopy(rows, p * each, to, (p * heads + k) * each, each);
            }
        }
        return to;
    }

    /** {@code [P*K,B,width]} as {@code [P,B,K*width]}. */
    float[] sideBySide(float[] rows, int batch, boolean[] inactive) {
        if (heads == 1) {
            return rows;
        }
        float[] to = room(heads * batch);
        for (int head = 0; head < members * heads; head++) {
            int target = (head / heads * batch * heads + head % heads) * width;
            for (int b = 0; b < batch && !inactive[head / heads]; b++) {
                int from = (head * batch + b) * width;
                for (int j = 0; j < width; j++) {
                    to[target + b * heads * width + j] = rows[from + j];
                }
            }
        }
        return to;
    }

    /** {@code [P,B,K*width]} as {@code [P*K,B,width]}. */
    float[] oneAfterTheOther(float[] rows, int batch, boolean[] inactive) {
        if (heads == 1) {
            return rows;
        }
        float[] to = room(heads * batch);
        for (int head = 0; head < members * heads; head++) {
            int from = (head / heads * batch * heads + head % heads) * width;
            for (int b = 0; b < batch && !inactive[head / heads]; b++) {
                int target = (head * batch + b) * width;
                for (int j = 0; j < width; j++) {
                    to[target + j] = rows[from + b * heads * width + j];
                }
            }
        }
        return to;
    }

    /** {@code [P*K,B,width]} added up over heads, {@code [P,B,width]}. */
    float[] summed(float[] rows, int batch, boolean[] inactive) {
        if (heads == 1) {
            return rows;
        }
        float[] to = room(batch);
        int each = batch * width;
        for (int p = 0; p < members; p++) {
            if (!inactive[p]) {
                System.arraycopy(rows, p * heads * each, to, p * each, each);
                for (int k = 1; k < heads; k++) {
                    int from = (p * heads + k) * each;
                    for (int i = 0; i < each; i++) {
                        to[p * each + i] += rows[from + i];
                    }
                }
            }
        }
        return to;
    }
}
