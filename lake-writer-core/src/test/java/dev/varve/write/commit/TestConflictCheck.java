package dev.varve.write.commit;

import dev.varve.index.IndexFile;
import dev.varve.index.IndexFile.VectorRange;
import dev.varve.index.IndexManifestEntry;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntry;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowOrder;
import dev.varve.snapshot.CommitKind;
import org.testng.annotations.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import static dev.varve.write.commit.MetadataTable.file;
import static dev.varve.write.commit.MetadataTable.partition;
import static org.assertj.core.api.Assertions.assertThat;

public class TestConflictCheck
{
    private static final BinaryRow PARTITION = partition("a");
    private static final ConflictCheck KEYED =
            new ConflictCheck(Optional.of(RowOrder.of(List.of(MetadataTable.COLUMNS.get(0).type()))), false, false);
    private static final ConflictCheck APPEND = new ConflictCheck(Optional.empty(), true, false);
    private static final ConflictCheck EVOLUTION = new ConflictCheck(Optional.empty(), true, true);

    @Test
    public void whatIsThereMayBeReplaced()
    {
        List<ManifestEntry> live = List.of(add(file("a", 0, 1, 5)), add(file("b", 5, 1, 9)));
        assertThat(KEYED.conflict(CommitKind.COMPACT, live, changes(
                delete(file("a", 0, 1, 5)),
                delete(file("b", 5, 1, 9)),
                add(file("c", 5, 1, 9))))).isEmpty();
    }

    @Test
    public void aFileMayOnlyChangeItsLevel()
    {
        List<ManifestEntry> live = List.of(add(file("a", 0, 1, 5)));
        assertThat(KEYED.conflict(CommitKind.COMPACT, live, changes(delete(file("a", 0, 1, 5)), add(file("a", 5, 1, 5))))).isEmpty();
        assertThat(KEYED.conflict(CommitKind.COMPACT, live, changes(delete(file("a", 1, 1, 5)), add(file("a", 5, 1, 5)))))
                .hasValueSatisfying(problem -> assertThat(problem).contains("file a").contains("level 1"));
    }

    @Test
    public void whatIsGoneCannotBeDeleted()
    {
        assertThat(KEYED.conflict(CommitKind.COMPACT, List.of(), changes(delete(file("a", 0, 1, 5)))))
                .hasValueSatisfying(problem -> assertThat(problem).contains("file a is to be deleted").contains("another commit"));
    }

    @Test
    public void aFileCannotBeAddedTwice()
    {
        assertThat(KEYED.conflict(CommitKind.APPEND, List.of(add(file("a", 0, 1, 5))), changes(add(file("a", 0, 1, 5)))))
                .hasValueSatisfying(problem -> assertThat(problem).contains("file a is to be added"));
        assertThat(KEYED.conflict(CommitKind.APPEND, List.of(), changes(add(file("a", 0, 1, 5)), add(file("a", 0, 1, 5))))).isPresent();
    }

    @Test
    public void filesOfOneLevelMayNotOverlap()
    {
        List<ManifestEntry> live = List.of(add(file("a", 5, 1, 5)), add(file("z", 0, 1, 9)));
        assertThat(KEYED.conflict(CommitKind.COMPACT, live, changes(add(file("b", 5, 6, 9))))).isEmpty();
        assertThat(KEYED.conflict(CommitKind.COMPACT, live, changes(add(file("b", 4, 5, 9))))).isEmpty();
        assertThat(KEYED.conflict(CommitKind.COMPACT, live, changes(add(file("b", 5, 5, 9)))))
                .hasValueSatisfying(problem -> assertThat(problem).contains("files a and b would overlap on level 5"));
        assertThat(KEYED.conflict(CommitKind.COMPACT, live, changes(add(file("b", 5, -3, 1))))).isPresent();
        assertThat(KEYED.conflict(CommitKind.COMPACT, live, changes(add(file("b", 0, 1, 9))))).as("level 0 may").isEmpty();
        assertThat(KEYED.conflict(CommitKind.COMPACT, live, changes(add(1, 4, file("b", 5, 1, 5))))).as("another bucket").isEmpty();
    }

    @Test
    public void theNumberOfBucketsChangesOnlyByOverwriting()
    {
        List<ManifestEntry> live = List.of(add(file("a", 0, 1, 5)));
        Changes changes = changes(add(1, 8, file("b", 0, 1, 5)));
        assertThat(KEYED.conflict(CommitKind.COMPACT, live, changes)).hasValueSatisfying(problem -> assertThat(problem).contains("for 8 buckets"));
        assertThat(KEYED.conflict(CommitKind.OVERWRITE, live, changes)).isEmpty();
        assertThat(KEYED.conflict(CommitKind.COMPACT, live, changes(add(1, -1, file("b", 0, 1, 5))))).as("not a fixed number").isEmpty();
    }

    @Test
    public void deletionVectorsNeedTheirFile()
    {
        IndexFile vectors = new IndexFile(
                IndexFile.DELETION_VECTORS, "i", 10, 1, List.of(new VectorRange("a", 1, 9, OptionalLong.of(1))), Optional.empty());
        Changes changes = new Changes(
                List.of(),
                List.of(),
                List.of(new IndexChange(FileKind.ADD, new IndexManifestEntry(PARTITION, 0, vectors, Optional.empty()))));
        assertThat(APPEND.conflict(CommitKind.OVERWRITE, List.of(add(file("a", 0, 1, 5))), changes)).isEmpty();
        assertThat(APPEND.conflict(CommitKind.OVERWRITE, List.of(add(file("b", 0, 1, 5))), changes))
                .hasValueSatisfying(problem -> assertThat(problem).contains("rows of file a"));
    }

    @Test
    public void newColumnsNeedTheirRows()
    {
        List<ManifestEntry> live = List.of(add(file("a", 0, 1, 5).withFirstRowId(0)), add(file("b", 0, 1, 5).withFirstRowId(10)));
        assertThat(EVOLUTION.conflict(CommitKind.APPEND, live, changes(add(file("c", 0, 1, 5).withFirstRowId(10))))).isEmpty();
        assertThat(EVOLUTION.conflict(CommitKind.APPEND, live, changes(add(file("c", 0, 1, 5))))).as("new rows").isEmpty();
        assertThat(EVOLUTION.conflict(CommitKind.APPEND, live, changes(add(file("c", 0, 1, 5).withFirstRowId(20)))))
                .hasValueSatisfying(problem -> assertThat(problem).contains("file c has columns of rows that no file has"));
        assertThat(EVOLUTION.conflict(CommitKind.APPEND, live, changes(add(file("c", 0, 1, 5).withFirstRowId(5))))).isPresent();
    }

    private static Changes changes(ManifestEntry... files)
    {
        return new Changes(Stream.of(files).toList(), List.of(), List.of());
    }

    private static ManifestEntry add(DataFile file)
    {
        return add(0, 4, file);
    }

    private static ManifestEntry add(int bucket, int totalBuckets, DataFile file)
    {
        return new ManifestEntry(FileKind.ADD, PARTITION, bucket, totalBuckets, file);
    }

    private static ManifestEntry delete(DataFile file)
    {
        return new ManifestEntry(FileKind.DELETE, PARTITION, 0, 4, file);
    }
}
