package dev.varve.scan;

import dev.varve.index.DeletionFile;
import dev.varve.row.BinaryRow;
import dev.varve.storage.StoragePath;
import org.testng.annotations.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestSplit
{
    private static final StoragePath BUCKET = StoragePath.of("s3://lake/t/bucket-0");

    @Test
    public void findsFilesWhereverTheyAre()
    {
        SplitFile inside = file("a.orc", Optional.empty(), OptionalLong.of(0), Optional.empty());
        SplitFile outside = file("b.orc", Optional.of("gs://elsewhere/x/b.orc"), OptionalLong.of(0), Optional.empty());
        Split split = split(true, inside, outside);
        assertThat(split.path(inside)).isEqualTo(StoragePath.of("s3://lake/t/bucket-0/a.orc"));
        assertThat(split.path(inside, "a.orc.index")).isEqualTo(StoragePath.of("s3://lake/t/bucket-0/a.orc.index"));
        assertThat(split.path(outside)).isEqualTo(StoragePath.of("gs://elsewhere/x/b.orc"));
        assertThat(split.path(outside, "b.orc.index")).isEqualTo(StoragePath.of("gs://elsewhere/x/b.orc.index"));
    }

    @Test
    public void countsRows()
    {
        SplitFile whole = file("a", Optional.empty(), OptionalLong.of(0), Optional.empty());
        SplitFile deleted = file("b", Optional.empty(), OptionalLong.of(0), Optional.of(OptionalLong.of(3)));
        SplitFile vague = file("c", Optional.empty(), OptionalLong.of(0), Optional.of(OptionalLong.empty()));
        SplitFile retracting = file("d", Optional.empty(), OptionalLong.of(4), Optional.empty());
        SplitFile old = file("e", Optional.empty(), OptionalLong.empty(), Optional.empty());
        assertThat(split(true, whole, deleted).exactRowCount()).hasValue(17);
        assertThat(split(false, whole).exactRowCount()).isEmpty();
        assertThat(split(true, vague).exactRowCount()).isEmpty();
        assertThat(split(true, retracting).exactRowCount()).isEmpty();
        assertThat(split(true, old).exactRowCount()).isEmpty();
        assertThat(split(false, whole, deleted, vague, retracting, old).rowEstimate()).isEqualTo(10 + 7 + 10 + 6 + 10);
        assertThat(split(true, whole, deleted).bytes()).isEqualTo(200);
    }

    @Test
    public void refusesNamesThatLeaveTheBucket()
    {
        assertThatThrownBy(() -> file("../../other", Optional.empty(), OptionalLong.of(0), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("../../other");
    }

    private static Split split(boolean raw, SplitFile... files)
    {
        return new Split(1, BinaryRow.EMPTY, 0, 1, BUCKET, List.of(files), raw);
    }

    /** A file of ten rows and a hundred bytes. */
    private static SplitFile file(String name, Optional<String> externalPath, OptionalLong deletes, Optional<OptionalLong> deletionVector)
    {
        return new SplitFile(name, externalPath.map(StoragePath::of), 100, 10, BinaryRow.EMPTY, BinaryRow.EMPTY, 0, 9, 0, 5, deletes, List.of(),
                OptionalLong.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty(),
                deletionVector.map(cardinality -> new DeletionFile(BUCKET, 1, 22, cardinality)), false);
    }
}
