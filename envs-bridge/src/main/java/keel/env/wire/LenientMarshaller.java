package keel.env.wire;

import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Reads requests; bytes that are not the message become one agreed instance, which the service refuses in-band. gRPC's own
 * reader would end the call with an INTERNAL status, as if the server were at fault.
 */
final class LenientMarshaller<T> implements Marshaller<T> {
    /** The greatest field number there can be. */
    private static final int MARK = 536_870_911;

    private final Marshaller<T> strict;
    private final T malformed;

    private LenientMarshaller(Marshaller<T> strict, T malformed) {
        this.strict = strict;
        this.malformed = malformed;
    }

    /** A message that stands for unreadable bytes, unlike any that a client has reason to send. */
    @SuppressWarnings("unchecked") // a builder of M builds M
    static <M extends Message> M malformed(M example) {
        UnknownFieldSet mark = UnknownFieldSet.newBuilder()
                .addField(MARK, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        return (M) example.newBuilderForType().setUnknownFields(mark).build();
    }

    /**
     * The same method, reading leniently.
     *
     * @param malformed what unreadable bytes become; the handler compares with it
     */
    static <Q, A> ServerMethodDefinition<Q, A> reading(
            MethodDescriptor<Q, A> method, ServerMethodDefinition<?, ?> bound, Q malformed) {
        @SuppressWarnings("unchecked") // the definition bound under this method's name has its types
        ServerMethodDefinition<Q, A> definition = (ServerMethodDefinition<Q, A>) bound;
        return ServerMethodDefinition.create(
                method.toBuilder(
                                new LenientMarshaller<>(method.getRequestMarshaller(), malformed),
                                method.getResponseMarshaller())
                        .build(),
                definition.getServerCallHandler());
    }

    @Override
    public InputStream stream(T value) {
        return strict.stream(value);
    }

    @Override
    public T parse(InputStream stream) {
        try {
            return strict.parse(stream);
        } catch (StatusRuntimeException e) {
            return malformed;
        }
    }
}
