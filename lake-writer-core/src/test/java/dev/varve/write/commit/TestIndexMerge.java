package dev.varve.write.commit;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.index.GlobalIndex;
import dev.varve.index.IndexFile;
import dev.varve.index.IndexFile.VectorRange;
import dev.varve.index.IndexManifestEntry;
import dev.varve.manifest.FileKind;
import org.testng.annotations.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import static dev.varve.write.commit.MetadataTable.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestIndexMerge
{
    @Test
    public void aBucketHasOneFileOfEachType()
    {
        List<IndexManifestEntry> state = List.of(hash(0, "h0"), hash(1, "h1"), vectors(0, "v0", "f"));
        assertThat(IndexMerge.apply(state, List.of(delete(hash(0, "h0")), add(hash(0, "h2"))), false))
                .containsExactly(hash(1, "h1"), vectors(0, "v0", "f"), hash(0, "h2"));
        assertThat(IndexMerge.apply(state, List.of(add(hash(2, "h2"))), false)).hasSize(4);
        assertConflict(state, false, "h2 replaces it", add(hash(0, "h2")));
        assertConflict(state, false, "v2 replaces it", add(vectors(0, "v2", "f")));
        assertConflict(state, false, "not there any more", delete(hash(0, "older")), add(hash(0, "h2")));
    }

    @Test
    public void theOrderOfChangesDoesNotMatter()
    {
        List<IndexManifestEntry> state = List.of(hash(0, "h0"));
        assertThat(IndexMerge.apply(state, List.of(add(hash(0, "h2")), delete(hash(0, "h0"))), false)).containsExactly(hash(0, "h2"));
    }

    @Test
    public void theSharedBucketHasManyFilesOfVectors()
    {
        List<IndexManifestEntry> state = List.of(vectors(0, "v0", "f", "g"), vectors(0, "v1", "h"));
        assertThat(IndexMerge.apply(state, List.of(add(vectors(0, "v2", "i"))), true)).hasSize(3);
        assertThat(IndexMerge.apply(state, List.of(delete(vectors(0, "v0", "f", "g")), add(vectors(0, "v2", "f"))), true))
                .containsExactly(vectors(0, "v1", "h"), vectors(0, "v2", "f"));
        assertConflict(state, true, "data file g were deleted by another commit", add(vectors(0, "v2", "g")));
        assertConflict(state, true, "not there any more", delete(vectors(0, "v9", "g")), add(vectors(0, "v2", "g")));
    }

    @Test
    public void indexesOfOtherKindsAreKept()
    {
        GlobalIndex about = new GlobalIndex(0, 9, 1, Optional.empty(), Optional.empty(), Optional.empty());
        IndexFile file = new IndexFile("btree", "g", 1, 10, List.of(), Optional.empty());
        IndexManifestEntry global = new IndexManifestEntry(partition("a"), 0, file, Optional.of(about));
        assertThat(IndexMerge.apply(List.of(global), List.of(add(hash(0, "h"))), false)).containsExactly(global, hash(0, "h"));
    }

    private static void assertConflict(List<IndexManifestEntry> state, boolean shared, String message, IndexChange... changes)
    {
        assertThatThrownBy(() -> IndexMerge.apply(state, List.of(changes), shared))
                .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(Kind.COMMIT_CONFLICT))
                .hasMessageContaining(message);
    }

    private static IndexManifestEntry hash(int bucket, String name)
    {
        return new IndexManifestEntry(partition("a"), bucket, MetadataTable.hashIndex(name), Optional.empty());
    }

    private static IndexManifestEntry vectors(int bucket, String name, String... dataFiles)
    {
        List<VectorRange> vectors = Stream.of(dataFiles).map(file -> new VectorRange(file, 1, 9, OptionalLong.of(1))).toList();
        IndexFile file = new IndexFile(IndexFile.DELETION_VECTORS, name, 10, vectors.size(), vectors, Optional.empty());
        return new IndexManifestEntry(partition("a"), bucket, file, Optional.empty());
    }

    private static IndexChange add(IndexManifestEntry entry)
    {
        return new IndexChange(FileKind.ADD, entry);
    }

    private static IndexChange delete(IndexManifestEntry entry)
    {
        return new IndexChange(FileKind.DELETE, entry);
    }
}
