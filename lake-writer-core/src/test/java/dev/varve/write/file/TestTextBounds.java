package dev.varve.write.file;

import io.airlift.slice.Slice;
import org.testng.annotations.Test;

import static io.airlift.slice.Slices.utf8Slice;
import static org.assertj.core.api.Assertions.assertThat;

public class TestTextBounds
{
    private static final String LARGEST = Character.toString(Character.MAX_CODE_POINT);

    @Test
    public void testShortText()
    {
        assertBounds("", 3, "", "");
        assertBounds("abc", 3, "abc", "abc");
        assertBounds("漢😀ä", 3, "漢😀ä", "漢😀ä");
    }

    @Test
    public void testLongText()
    {
        assertBounds("abcd", 3, "abc", "abd");
        assertBounds("漢😀äz", 2, "漢😀", "漢😁");
    }

    @Test
    public void testLastCharacterHasNoSuccessor()
    {
        assertBounds("a" + LARGEST + "b", 2, "a" + LARGEST, "b");
        assertThat(TextBounds.upper(utf8Slice(LARGEST + LARGEST + "b"), 2)).isEmpty();
    }

    @Test
    public void testSurrogatesAreNoCharacters()
    {
        assertBounds("a\uD7FFb", 2, "a\uD7FF", "a\uE000");
    }

    private static void assertBounds(String text, int length, String lower, String upper)
    {
        Slice slice = utf8Slice(text);
        assertThat(TextBounds.lower(slice, length).toStringUtf8()).isEqualTo(lower);
        assertThat(TextBounds.upper(slice, length).map(Slice::toStringUtf8)).contains(upper);
        assertThat(TextBounds.lower(slice, length)).isLessThanOrEqualTo(slice);
        assertThat(TextBounds.upper(slice, length).get()).isGreaterThanOrEqualTo(slice);
    }
}
