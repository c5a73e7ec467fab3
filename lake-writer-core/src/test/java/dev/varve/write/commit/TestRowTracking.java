package dev.varve.write.commit;

import dev.varve.error.VarveException;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.FileSource;
import dev.varve.manifest.ManifestEntry;
import dev.varve.manifest.SimpleStatistics;
import dev.varve.row.BinaryRow;
import org.testng.annotations.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestRowTracking
{
    @Test
    public void newFilesTakeIdsOneAfterTheOther()
    {
        RowTracking tracked = RowTracking.assign(adds(file("a", 3), file("b", 5)), 7, 100);
        assertThat(tracked.files()).extracting(entry -> entry.file().firstRowId()).containsExactly(OptionalLong.of(100), OptionalLong.of(103));
        assertThat(tracked.nextRowId()).isEqualTo(108);
    }

    @Test
    public void filesThatHaveIdsKeepThem()
    {
        DataFile compacted = file("a", 3, FileSource.COMPACT, Optional.empty());
        DataFile withColumn = file("b", 3, FileSource.APPEND, Optional.of(List.of("c", "_ROW_ID")));
        DataFile assigned = file("c", 3).withFirstRowId(5);
        RowTracking tracked = RowTracking.assign(adds(compacted, withColumn, assigned), 7, 100);
        assertThat(tracked.files()).extracting(entry -> entry.file().firstRowId())
                .containsExactly(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(5));
        assertThat(tracked.nextRowId()).isEqualTo(100);
    }

    @Test
    public void sequenceNumbersThatAreNotKnownBecomeThatOfTheSnapshot()
    {
        RowTracking tracked = RowTracking.assign(
                adds(file("a", 1), file("b", 1).withSequenceNumbers(3, 0), file("c", 1).withSequenceNumbers(3, 4)), 7, 0);
        assertThat(tracked.files()).extracting(entry -> entry.file().minSequenceNumber()).containsExactly(7L, 3L, 3L);
        assertThat(tracked.files()).extracting(entry -> entry.file().maxSequenceNumber()).containsExactly(7L, 7L, 4L);
        ManifestEntry deleted = new ManifestEntry(FileKind.DELETE, BinaryRow.EMPTY, 0, -1, file("d", 1));
        assertThat(RowTracking.assign(List.of(deleted), 7, 0).files()).containsExactly(deleted);
    }

    @Test
    public void blobsShareTheIdsOfTheirRows()
    {
        RowTracking tracked = RowTracking.assign(
                adds(
                        file("a", 4),
                        file("x1.blob", 3, FileSource.APPEND, Optional.of(List.of("x"))),
                        file("x2.blob", 1, FileSource.APPEND, Optional.of(List.of("x"))),
                        file("y1.blob", 4, FileSource.APPEND, Optional.of(List.of("y"))),
                        file("b", 2),
                        file("x3.blob", 2, FileSource.APPEND, Optional.of(List.of("x")))),
                7,
                10);
        assertThat(tracked.files()).extracting(entry -> entry.file().firstRowId().getAsLong()).containsExactly(10L, 10L, 13L, 10L, 14L, 14L);
        assertThat(tracked.nextRowId()).isEqualTo(16);

        assertThatThrownBy(() -> RowTracking.assign(adds(file("x.blob", 3, FileSource.APPEND, Optional.of(List.of("x")))), 7, 10))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("comes before");
        assertThatThrownBy(() -> RowTracking.assign(adds(file("a", 2), file("x.blob", 3, FileSource.APPEND, Optional.of(List.of("x")))), 7, 10))
                .isInstanceOf(VarveException.class)
                .hasMessageContaining("more rows");
    }

    private static List<ManifestEntry> adds(DataFile... files)
    {
        return Stream.of(files).map(file -> new ManifestEntry(FileKind.ADD, BinaryRow.EMPTY, 0, -1, file)).toList();
    }

    private static DataFile file(String name, long rows)
    {
        return file(name, rows, FileSource.APPEND, Optional.empty());
    }

    private static DataFile file(String name, long rows, FileSource source, Optional<List<String>> columns)
    {
        return new DataFile(
                name, 100, rows, BinaryRow.EMPTY, BinaryRow.EMPTY, SimpleStatistics.UNKNOWN, SimpleStatistics.UNKNOWN,
                0, 0, 0, 0, List.of(),
                OptionalLong.of(0), OptionalLong.of(0), Optional.empty(), Optional.of(source),
                Optional.of(List.of()), Optional.empty(), OptionalLong.empty(), columns, Optional.empty());
    }
}
