package keel.env;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Strings of some characters.
 *
 * @param minLength in code points
 * @param maxLength in code points
 * @param characters which, each once
 */
public record Text(int minLength, int maxLength, String characters) implements Space {
    public Text {
        if (minLength < 0 || maxLength < minLength) {
            throw new EnvException("A Text space of " + minLength + " .. " + maxLength
                    + " characters: it takes 0 <= min_length <= max_length.");
        }
    }

    @Override
    public boolean contains(Value value) {
        if (!(value instanceof Value.Text text)) {
            return false;
        }
        int length = text.text().codePointCount(0, text.text().length());
        return length >= minLength
                && length <= maxLength
                && text.text().codePoints().allMatch(point -> characters.indexOf(point) >= 0);
    }

    @Override
    public Value zero() {
        return new Value.Text("");
    }

    @Override
    public boolean fixedSize() {
        return false;
    }

    @Override
    public int depth() {
        return 1;
    }

    @Override
    public void pack(List<? extends Value> values, List<Tensor> leaves) {
        long[] lengths = new long[values.size()];
        List<byte[]> texts = new ArrayList<>();
        int total = 0;
        for (int i = 0; i < lengths.length; i++) {
            byte[] text = ((Value.Text) values.get(i)).text().getBytes(StandardCharsets.UTF_8);
            texts.add(text);
            lengths[i] = text.length;
            total = Math.addExact(total, text.length);
        }
        ByteBuffer all = ByteBuffer.allocate(total);
        texts.forEach(all::put);
        leaves.add(Tensor.of(lengths, lengths.length));
        leaves.add(Tensor.of(ElementType.UINT8, all.array(), total));
    }

    @Override
    public List<Value> unpack(int count, Iterator<Tensor> leaves) {
        long[] lengths = leaves.next().longs();
        byte[] all = leaves.next().bytes();
        List<Value> values = new ArrayList<>(count);
        int at = 0;
        for (int i = 0; i < count; i++) {
            values.add(new Value.Text(new String(all, at, (int) lengths[i], StandardCharsets.UTF_8)));
            at += (int) lengths[i];
        }
        return values;
    }

    @Override
    public void check(int count, Iterator<Tensor> leaves, String path) {
        long[] lengths = Space.checkLengths(count, leaves, path + ".lengths");
        byte[] all = Space.checkLeaf(Space.sum(lengths), ElementType.UINT8, new int[0], leaves, path + ".utf8")
                .bytes();
        int at = 0;
        for (long length : lengths) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(all, at, (int) length));
            } catch (CharacterCodingException e) {
                throw Space.refused(path + ".utf8", "holds a text that is not UTF-8.");
            }
            at += (int) length;
        }
    }
}
