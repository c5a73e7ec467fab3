package dev.varve.write.compact;

import dev.varve.index.DeletionVector;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The deletion vectors of a bucket while a compaction changes them. Not safe for use by several threads. */
final class BucketVectors
{
    private final Map<String, DeletionVector> vectors;
    private final Map<String, Marks> marks = new HashMap<>();

    BucketVectors(Map<String, DeletionVector> vectors)
    {
        this.vectors = new HashMap<>(vectors);
    }

    /** Without what was {@link #mark}ed since. */
    Optional<DeletionVector> of(String dataFile)
    {
        return Optional.ofNullable(vectors.get(dataFile));
    }

    void mark(String dataFile, long row)
    {
        marks.computeIfAbsent(dataFile, name -> new Marks()).add(row);
    }

    /** The data file is gone. */
    void remove(String dataFile)
    {
        vectors.remove(dataFile);
        marks.remove(dataFile);
    }

    /** What there is now, marks included. */
    Map<String, DeletionVector> snapshot()
    {
        Map<String, DeletionVector> result = new HashMap<>(vectors);
        marks.forEach((dataFile, rows) -> {
            DeletionVector before = vectors.get(dataFile);
            result.put(dataFile, before == null ? DeletionVector.of(rows.toArray()) : before.with(rows.toArray()));
        });
        return result;
    }

    private static final class Marks
    {
        private long[] rows = new long[16];
        private int count;

        private void add(long row)
        {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, count * 2);
            }
            rows[count++] = row;
        }

        private long[] toArray()
        {
            return Arrays.copyOf(rows, count);
        }
    }
}
