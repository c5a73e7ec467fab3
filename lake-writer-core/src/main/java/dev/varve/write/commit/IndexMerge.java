package dev.varve.write.commit;

import dev.varve.error.VarveException;
import dev.varve.index.IndexFile;
import dev.varve.index.IndexFile.VectorRange;
import dev.varve.index.IndexManifestEntry;
import dev.varve.manifest.FileKind;
import dev.varve.row.BinaryRow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The index files of a state, and changes to them, become the index files of the next state. A pure function.
 *
 * <p>A bucket has one hash index and one file of deletion vectors at most, unless it is the one bucket that all rows of an append
 * table share: there any number of files may hold vectors, but one only for each data file.
 */
final class IndexMerge
{
    private IndexMerge() {}

    /**
     * @param sharedBucket whether there is one bucket for all
     * @throws VarveException of kind COMMIT_CONFLICT if the changes were made to another state
     */
    static List<IndexManifestEntry> apply(List<IndexManifestEntry> state, List<IndexChange> changes, boolean sharedBucket)
    {
        Map<FileKey, IndexManifestEntry> result = new LinkedHashMap<>();
        state.forEach(entry -> result.put(FileKey.of(entry), entry));
        for (IndexChange change : changes) {
            if (change.kind() == FileKind.DELETE && result.remove(FileKey.of(change.entry())) == null) {
                throw conflict("index file " + change.entry().file().name() + " is to be replaced, but is not there any more");
            }
        }
        Map<BucketKey, String> onlyFiles = new HashMap<>();
        if (!sharedBucket) {
            result.values().forEach(entry -> onlyFiles.put(BucketKey.of(entry), entry.file().name()));
        }
        for (IndexChange change : changes) {
            if (change.kind() == FileKind.DELETE) {
                continue;
            }
            IndexManifestEntry entry = change.entry();
            if (!sharedBucket && isOnlyOne(entry.file())) {
                String other = onlyFiles.put(BucketKey.of(entry), entry.file().name());
                if (other != null) {
                    throw conflict("index file " + other + " of type " + entry.file().type() + " is there for bucket " + entry.bucket() +
                            ", and the commit does not say that " + entry.file().name() + " replaces it");
                }
            }
            if (result.put(FileKey.of(entry), entry) != null) {
                throw conflict("index file " + entry.file().name() + " is there already");
            }
        }
        if (sharedBucket) {
            requireOneVectorPerFile(result.values());
        }
        return new ArrayList<>(result.values());
    }

    private static boolean isOnlyOne(IndexFile file)
    {
        return file.type().equals(IndexFile.HASH) || file.type().equals(IndexFile.DELETION_VECTORS);
    }

    private static void requireOneVectorPerFile(Iterable<IndexManifestEntry> entries)
    {
        Map<VectorKey, String> vectors = new HashMap<>();
        for (IndexManifestEntry entry : entries) {
            for (VectorRange vector : entry.file().vectors()) {
                String other = vectors.put(new VectorKey(entry.partition(), entry.bucket(), vector.dataFile()), entry.file().name());
                if (other != null) {
                    throw conflict("rows of data file " + vector.dataFile() + " were deleted by another commit meanwhile: index files " +
                            other + " and " + entry.file().name() + " both have a deletion vector of it");
                }
            }
        }
    }

    private static VarveException conflict(String problem)
    {
        return new VarveException(VarveException.Kind.COMMIT_CONFLICT, problem);
    }

    private record FileKey(BinaryRow partition, int bucket, String type, String name)
    {
        static FileKey of(IndexManifestEntry entry)
        {
            return new FileKey(entry.partition(), entry.bucket(), entry.file().type(), entry.file().name());
        }
    }

    private record BucketKey(BinaryRow partition, int bucket, String type)
    {
        static BucketKey of(IndexManifestEntry entry)
        {
            return new BucketKey(entry.partition(), entry.bucket(), entry.file().type());
        }
    }

    private record VectorKey(BinaryRow partition, int bucket, String dataFile) {}
}
