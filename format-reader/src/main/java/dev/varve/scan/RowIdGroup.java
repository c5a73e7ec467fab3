package dev.varve.scan;

import dev.varve.error.VarveException;
import dev.varve.evolution.FileMapping;
import dev.varve.index.DeletionFile;
import dev.varve.schema.TableSchema;
import dev.varve.type.BlobType;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Files of a table with {@code data-evolution.enabled} that hold different columns of the same rows, which they share by row ids.
 *
 * @param rows files with some or all of the columns of all rows of the group, the newest first: a column comes from the first one that has it
 * @param blobs files with values of one BLOB column each, of some of the rows: by their first row, and the newest first
 * @param vectors files with columns of vectors, of some of the rows: by their first row, and the newest first
 */
public record RowIdGroup(List<SplitFile> rows, List<SplitFile> blobs, List<SplitFile> vectors)
{
    private static final String BLOB_FILE = ".blob";
    private static final String VECTOR_FILE = ".vector.";

    private static final Comparator<SplitFile> NEWEST_FIRST = Comparator.comparingLong(SplitFile::maxSequenceNumber).reversed();
    private static final Comparator<SplitFile> BY_ROW = Comparator.comparingLong(RowIdGroup::start).thenComparing(NEWEST_FIRST);

    /**
     * @throws VarveException of kind CORRUPT_TABLE if the files do not make whole rows
     */
    public RowIdGroup
    {
        rows = rows.stream().sorted(NEWEST_FIRST).toList();
        blobs = blobs.stream().sorted(BY_ROW).toList();
        vectors = vectors.stream().sorted(BY_ROW).toList();
        if (rows.isEmpty()) {
            SplitFile file = blobs.isEmpty() ? vectors.get(0) : blobs.get(0);
            throw VarveException.corrupt("Data file '" + file.name() + "' holds columns of rows that no other file of the table has");
        }
        SplitFile first = rows.get(0);
        for (SplitFile file : rows) {
            if (!file.firstRowId().equals(first.firstRowId()) || file.rowCount() != first.rowCount()) {
                throw VarveException.corrupt("Data files '" + first.name() + "' and '" + file.name() + "' hold columns of the same rows, but not of all of them: rows " +
                        range(first) + " and " + range(file));
            }
        }
        for (List<SplitFile> parts : List.of(blobs, vectors)) {
            for (SplitFile file : parts) {
                if (start(file) < start(first) || end(file) > end(first)) {
                    throw VarveException.corrupt("Data file '" + file.name() + "' holds a column of rows " + range(file) + ", but the other columns of file '" + first.name() +
                            "' are those of rows " + range(first));
                }
            }
        }
    }

    /**
     * Groups files, which come out by their row ids. A file whose rows have no ids in the metadata stands for itself.
     *
     * @param files in the order of the manifests, which decides between files of the same sequence number
     * @throws VarveException of kind CORRUPT_TABLE if files overlap in a way that does not make whole rows
     */
    public static List<RowIdGroup> of(List<SplitFile> files)
    {
        List<RowIdGroup> groups = new ArrayList<>();
        List<SplitFile> sorted = new ArrayList<>();
        for (SplitFile file : files) {
            if (file.firstRowId().isPresent()) {
                sorted.add(file);
            }
            else {
                groups.add(ofOverlapping(List.of(file)));
            }
        }
        sorted.sort(Comparator.comparingLong(RowIdGroup::start).thenComparingLong(RowIdGroup::end));
        List<SplitFile> group = new ArrayList<>();
        long end = 0;
        for (SplitFile file : sorted) {
            if (!group.isEmpty() && start(file) >= end) {
                groups.add(ofOverlapping(group));
                group = new ArrayList<>();
            }
            end = group.isEmpty() ? end(file) : Math.max(end, end(file));
            group.add(file);
        }
        if (!group.isEmpty()) {
            groups.add(ofOverlapping(group));
        }
        return groups;
    }

    private static RowIdGroup ofOverlapping(List<SplitFile> files)
    {
        List<SplitFile> rows = new ArrayList<>();
        List<SplitFile> blobs = new ArrayList<>();
        List<SplitFile> vectors = new ArrayList<>();
        for (SplitFile file : files) {
            (isBlob(file) ? blobs : file.name().contains(VECTOR_FILE) ? vectors : rows).add(file);
        }
        return new RowIdGroup(rows, blobs, vectors);
    }

    /** Whether a file of that name holds columns of whole rows, and not values of BLOB columns or vectors only. */
    static boolean holdsRows(String name)
    {
        return !name.endsWith(BLOB_FILE) && !name.contains(VECTOR_FILE);
    }

    /** Whether a file holds values of a BLOB column only. */
    public static boolean isBlob(SplitFile file)
    {
        return file.name().endsWith(BLOB_FILE);
    }

    /** The schemas that files were written with. */
    public interface FileSchemas
    {
        TableSchema schema(long id)
                throws IOException;
    }

    /**
     * Where a column of the table comes from: one file with rows, or files that hold it for some of the rows each. Empty if no file has it: it
     * is null.
     */
    public List<SplitFile> providers(Field column, FileSchemas schemas)
            throws IOException
    {
        List<SplitFile> values = column.type() instanceof BlobType ? holding(blobs, column, schemas) : List.of();
        if (!values.isEmpty()) {
            return values;
        }
        List<SplitFile> whole = holding(rows, column, schemas);
        if (!whole.isEmpty()) {
            return whole.subList(0, 1);
        }
        List<SplitFile> parts = holding(vectors, column, schemas);
        return parts.stream()
                .filter(file -> file.schemaId() == parts.get(0).schemaId() && file.writeColumns().equals(parts.get(0).writeColumns()))
                .toList();
    }

    private static List<SplitFile> holding(List<SplitFile> files, Field column, FileSchemas schemas)
            throws IOException
    {
        List<SplitFile> holding = new ArrayList<>();
        for (SplitFile file : files) {
            if (FileMapping.holds(schemas.schema(file.schemaId()).fields(), file.writeColumns(), column)) {
                holding.add(file);
            }
        }
        return holding;
    }

    /** The number of rows that each of {@link #rows} holds. */
    public long rowCount()
    {
        return rows.get(0).rowCount();
    }

    /** The number in the group of the first row of one of its files. */
    public long firstRow(SplitFile file)
    {
        return start(file) - start(rows.get(0));
    }

    /** The deletion vector of the rows of the group. One file has it for all. */
    public Optional<DeletionFile> deletions()
    {
        return rows.stream().flatMap(file -> file.deletionFile().stream()).findFirst();
    }

    /** All files: the newest one with rows comes first. */
    public List<SplitFile> files()
    {
        List<SplitFile> files = new ArrayList<>(rows);
        files.addAll(blobs);
        files.addAll(vectors);
        return files;
    }

    private static long start(SplitFile file)
    {
        return file.firstRowId().orElse(0);
    }

    private static long end(SplitFile file)
    {
        return start(file) + file.rowCount();
    }

    private static String range(SplitFile file)
    {
        return start(file) + " to " + (end(file) - 1);
    }
}
