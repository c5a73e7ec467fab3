package dev.varve.write.file;

import io.airlift.slice.DynamicSliceOutput;
import io.airlift.slice.Slice;
import io.airlift.slice.SliceUtf8;

import java.util.Optional;

/** Short texts below and above a long one, in UTF-8. */
final class TextBounds
{
    private static final int FIRST_SURROGATE = Character.MIN_SURROGATE;
    private static final int LAST_SURROGATE = Character.MAX_SURROGATE;

    private TextBounds() {}

    /** The first {@code length} characters of a text: it is not larger than the text. */
    static Slice lower(Slice text, int length)
    {
        int end = SliceUtf8.offsetOfCodePoint(text, length);
        return end < 0 ? text : text.slice(0, end).copy();
    }

    /**
     * A text of at most {@code length} characters that is not smaller: the text itself if it is as short as that, else its beginning with
     * the last character that has a successor replaced by that. Empty if none has.
     */
    static Optional<Slice> upper(Slice text, int length)
    {
        Slice start = lower(text, length);
        if (start.length() == text.length()) {
            return Optional.of(text);
        }
        for (int position = SliceUtf8.countCodePoints(start) - 1; position >= 0; position--) {
            int offset = SliceUtf8.offsetOfCodePoint(start, position);
            int codePoint = SliceUtf8.tryGetCodePointAt(start, offset);
            if (codePoint < 0) {
                // Not UTF-8: nothing is known about its order.
                return Optional.empty();
            }
            if (codePoint < Character.MAX_CODE_POINT) {
                DynamicSliceOutput result = new DynamicSliceOutput(offset + 4);
                result.appendBytes(start.slice(0, offset));
                result.appendBytes(SliceUtf8.codePointToUtf8(successor(codePoint)));
                return Optional.of(result.slice());
            }
        }
        return Optional.empty();
    }

    /** Surrogates are no characters: UTF-8 has none. */
    private static int successor(int codePoint)
    {
        int next = codePoint + 1;
        return next >= FIRST_SURROGATE && next <= LAST_SURROGATE ? LAST_SURROGATE + 1 : next;
    }
}
