package keel.training.network;

/** Memory for one batch size. */
interface BatchBuffers extends AutoCloseable {
    int batch();

    @Override
    void close();
}
