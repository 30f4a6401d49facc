package keel.env.wire;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** Methods whose requests are sent as bytes, whatever they are. */
public final class RawRequests {
    private RawRequests() {}

    /** The same method; its requests are only sent with it, never read. */
    public static <A> MethodDescriptor<byte[], A> of(MethodDescriptor<?, A> method) {
        MethodDescriptor.Marshaller<byte[]> bytes = new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(byte[] message) {
                return new ByteArrayInputStream(message);
            }

            @Override
            public byte[] parse(InputStream stream) {
                throw new UnsupportedOperationException("only sent");
            }
        };
        return method.toBuilder(bytes, method.getResponseMarshaller()).build();
    }
}
