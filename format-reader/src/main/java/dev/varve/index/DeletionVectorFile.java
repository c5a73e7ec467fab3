package dev.varve.index;

import dev.varve.index.IndexFile.VectorRange;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * An index file that holds deletion vectors: the version, then one vector after the other. Where each one lies is said by the index
 * manifest.
 *
 * <pre>
 * byte 1 | n x {@link DeletionVector}
 * </pre>
 */
public final class DeletionVectorFile
{
    private static final byte VERSION = 1;

    private DeletionVectorFile() {}

    /**
     * Writes the vectors of data files.
     *
     * @param vectors by the names of data files
     * @param wide whether vectors are written in 64 bits
     * @return what the index manifest says of the file
     */
    public static IndexFile write(WritableStorage storage, StoragePath path, Map<String, DeletionVector> vectors, boolean wide)
            throws IOException
    {
        List<VectorRange> ranges = new ArrayList<>();
        int size = 1;
        try (OutputStream output = storage.create(path)) {
            output.write(VERSION);
            for (Map.Entry<String, DeletionVector> entry : new TreeMap<>(vectors).entrySet()) {
                byte[] bytes = entry.getValue().serialize(wide);
                output.write(bytes);
                // The length of a vector in 32 bits does not count its frame.
                int stated = wide ? bytes.length : bytes.length - 2 * Integer.BYTES;
                ranges.add(new VectorRange(entry.getKey(), size, stated, OptionalLong.of(entry.getValue().cardinality())));
                size = Math.addExact(size, bytes.length);
            }
        }
        return new IndexFile(IndexFile.DELETION_VECTORS, path.name(), size, ranges.size(), ranges, Optional.empty());
    }

    /**
     * Spreads vectors over files: each has so many that it reaches the size, but for the last one.
     *
     * @param vectors by the names of data files
     * @param wide whether vectors are written in 64 bits
     * @param targetBytes of a file
     */
    public static List<Map<String, DeletionVector>> split(Map<String, DeletionVector> vectors, boolean wide, long targetBytes)
    {
        List<Map<String, DeletionVector>> parts = new ArrayList<>();
        Map<String, DeletionVector> part = new TreeMap<>();
        long size = 0;
        for (Map.Entry<String, DeletionVector> entry : new TreeMap<>(vectors).entrySet()) {
            part.put(entry.getKey(), entry.getValue());
            size += targetBytes == Long.MAX_VALUE ? 0 : entry.getValue().serialize(wide).length;
            if (size >= targetBytes) {
                parts.add(part);
                part = new TreeMap<>();
                size = 0;
            }
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    /** Reads all vectors of an index file. */
    public static Map<String, DeletionVector> read(Storage storage, StoragePath path, IndexFile file)
            throws IOException
    {
        Map<String, DeletionVector> vectors = new TreeMap<>();
        for (VectorRange range : file.vectors()) {
            vectors.put(range.dataFile(), DeletionVector.read(storage, new DeletionFile(path, range.offset(), range.length(), range.cardinality())));
        }
        return vectors;
    }
}
