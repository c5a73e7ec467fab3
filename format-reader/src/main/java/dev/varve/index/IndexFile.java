package dev.varve.index;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static java.util.Objects.requireNonNull;

/**
 * A file that an index manifest names.
 *
 * @param type {@code HASH} or {@code DELETION_VECTORS}
 * @param name of a file in the index directory of the table or, by option, in that of the bucket
 * @param size in bytes
 * @param rowCount hashes of a hash index, or data files with a deletion vector
 * @param vectors where the deletion vectors lie in it; empty for a hash index
 */
public record IndexFile(String type, String name, long size, long rowCount, List<VectorRange> vectors, Optional<String> externalPath)
{
    public static final String HASH = "HASH";
    public static final String DELETION_VECTORS = "DELETION_VECTORS";

    public IndexFile
    {
        requireNonNull(type, "type is null");
        requireNonNull(name, "name is null");
        vectors = List.copyOf(vectors);
        requireNonNull(externalPath, "externalPath is null");
    }

    /**
     * The deletion vector of one data file: {@code length} bytes from {@code offset}, see {@code docs/format/index.md}.
     */
    public record VectorRange(String dataFile, int offset, int length, OptionalLong cardinality)
    {
        public VectorRange
        {
            requireNonNull(dataFile, "dataFile is null");
            requireNonNull(cardinality, "cardinality is null");
        }
    }
}
