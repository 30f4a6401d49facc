package keel.training.network;

/** Memory for one batch size. */
public interface BatchBuffers extends AutoCloseable {
    /** Rows that it is for. */
    int batch();

    @Override
    void close();
}
