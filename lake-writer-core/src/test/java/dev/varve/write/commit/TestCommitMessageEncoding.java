package dev.varve.write.commit;

import dev.varve.index.IndexFile;
import dev.varve.index.IndexFile.VectorRange;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.manifest.SimpleStatistics;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.type.BigIntType;
import dev.varve.type.VarCharType;
import io.airlift.slice.Slices;
import org.testng.annotations.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestCommitMessageEncoding
{
    private static final BinaryRow KEY = BinaryRowWriter.write(
            List.of(new BigIntType(true), new VarCharType(VarCharType.UNBOUNDED, true)), Arrays.asList(7L, Slices.utf8Slice("a text that is longer than eight bytes")));

    private static final DataFile FULL = new DataFile(
            "data-ü.parquet", 10, 20, KEY, BinaryRow.EMPTY, SimpleStatistics.of(KEY, KEY, new long[] {3, -1}), SimpleStatistics.UNKNOWN, 1, Long.MAX_VALUE, 5, 2,
            List.of("a.index"), OptionalLong.of(99), OptionalLong.of(0), Optional.of(Slices.wrappedBuffer(new byte[] {1, 2})), Optional.of(FileSource.COMPACT),
            Optional.of(List.of("x", "y")), Optional.of("s3://b/c"), OptionalLong.of(4), Optional.of(List.of("x")), Optional.of(List.of(8L)));
    private static final DataFile BARE = new DataFile(
            "", 0, 0, BinaryRow.EMPTY, BinaryRow.EMPTY, SimpleStatistics.UNKNOWN, SimpleStatistics.UNKNOWN, 0, 0, 0, 0, List.of(), OptionalLong.empty(),
            OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty());
    private static final IndexFile VECTORS = new IndexFile(
            IndexFile.DELETION_VECTORS, "index-1", 30, 2, List.of(new VectorRange("f", 1, 2, OptionalLong.of(3)), new VectorRange("g", 4, 5, OptionalLong.empty())), Optional.of("/x"));
    private static final IndexFile HASH = new IndexFile(IndexFile.HASH, "index-2", 8, 2, List.of(), Optional.empty());

    private static final List<CommitMessage> MESSAGES = List.of(
            new CommitMessage(KEY, 3, 4, new Increment(List.of(FULL, BARE), List.of(BARE), List.of(FULL), List.of(VECTORS), List.of(HASH)), Increment.EMPTY),
            new CommitMessage(BinaryRow.EMPTY, -2, -1, Increment.EMPTY, new Increment(List.of(), List.of(FULL), List.of(), List.of(), List.of(VECTORS))));

    @Test
    public void testWhatIsEncodedIsDecoded()
            throws IOException
    {
        assertThat(CommitMessageEncoding.decode(CommitMessageEncoding.encode(MESSAGES))).isEqualTo(MESSAGES);
        assertThat(CommitMessageEncoding.decode(CommitMessageEncoding.encode(List.of()))).isEmpty();
    }

    @Test
    public void testDamageIsNoticed()
    {
        byte[] bytes = CommitMessageEncoding.encode(MESSAGES);

        for (int length = 0; length < bytes.length; length += 7) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> CommitMessageEncoding.decode(cut)).isInstanceOf(IOException.class);
        }
        for (int i = 0; i < bytes.length; i += 5) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 4;
            assertThatThrownBy(() -> CommitMessageEncoding.decode(damaged)).isInstanceOf(IOException.class);
        }
    }
}
