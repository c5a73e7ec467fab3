package dev.varve.write.commit;

import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileKind;
import dev.varve.manifest.ManifestEntry;
import dev.varve.row.BinaryRow;
import dev.varve.row.RowOrder;
import dev.varve.schema.Bucketing;
import org.testng.annotations.Test;

import java.util.List;
import java.util.stream.Stream;

import static dev.varve.write.commit.MetadataTable.file;
import static org.assertj.core.api.Assertions.assertThat;

public class TestOverwriteLevels
{
    private static final RowOrder ORDER = RowOrder.of(List.of(MetadataTable.COLUMNS.get(0).type()));

    @Test
    public void filesThatDoNotOverlapGoToTheHighestLevel()
    {
        assertThat(levels(0, file("b", 0, 6, 9), file("a", 0, 1, 5))).containsExactly(5, 5);
        assertThat(levels(0, file("a", 0, 1, 9))).containsExactly(5);
    }

    @Test
    public void allFilesOfABucketStayIfSomeOverlap()
    {
        assertThat(levels(0, file("a", 0, 1, 5), file("b", 0, 5, 9), file("c", 0, 20, 30))).containsExactly(0, 0, 0);
        assertThat(levels(0, file("a", 0, 1, 5), file("b", 3, 6, 9))).as("compacted already").containsExactly(0, 3);
    }

    @Test
    public void postponedFilesStay()
    {
        assertThat(levels(Bucketing.POSTPONE, file("a", 0, 1, 5))).containsExactly(0);
    }

    private static List<Integer> levels(int bucket, DataFile... files)
    {
        List<ManifestEntry> entries = Stream.of(files).map(file -> new ManifestEntry(FileKind.ADD, BinaryRow.EMPTY, bucket, 1, file)).toList();
        return OverwriteLevels.place(entries, ORDER, 5).stream().map(entry -> entry.file().level()).toList();
    }
}
