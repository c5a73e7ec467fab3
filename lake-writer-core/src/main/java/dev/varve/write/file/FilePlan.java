package dev.varve.write.file;

import dev.varve.manifest.FileSource;
import dev.varve.write.file.format.ColumnFileFormat;
import dev.varve.write.file.format.FileEncoding;
import dev.varve.write.file.index.IndexSpec;

import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * All that files of one writer have in common.
 *
 * @param statistics per column of the file
 * @param maxBuffered bytes of memory that an open file takes before what it holds goes to the store
 * @param maxEmbeddedIndex bytes up to which an index goes to the manifest and not to a file of its own
 * @param prefix of the names of files
 * @param extension of the names of files
 */
record FilePlan(
        FileShape shape,
        ColumnFileFormat format,
        FileEncoding encoding,
        List<StatisticsMode> statistics,
        boolean denseStatistics,
        long targetFileSize,
        long maxBuffered,
        List<IndexSpec> indexes,
        long maxEmbeddedIndex,
        String prefix,
        String extension,
        long schemaId,
        int level,
        FileSource source)
{
    FilePlan
    {
        requireNonNull(shape, "shape is null");
        requireNonNull(format, "format is null");
        requireNonNull(encoding, "encoding is null");
        statistics = List.copyOf(statistics);
        indexes = List.copyOf(indexes);
        requireNonNull(source, "source is null");
    }
}
