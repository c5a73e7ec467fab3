package dev.varve.scan;

import dev.varve.error.VarveException;
import dev.varve.manifest.DataFile;
import dev.varve.scan.BucketFiles.Candidate;
import dev.varve.schema.TableSchema;
import dev.varve.type.BlobType;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Tables with {@code data-evolution.enabled}, where files with the same row ids hold different columns of the same rows. Only
 * those are readable so far whose rows are each in one file, columns of the type BLOB aside.
 */
final class DataEvolution
{
    private static final String BLOB_FILE = ".blob";
    private static final String VECTOR_FILE = ".vector.";

    private DataEvolution() {}

    /**
     * The files that hold rows, without those of BLOB columns.
     *
     * @throws VarveException of kind UNSUPPORTED_FEATURE if two of them hold the same rows
     */
    static List<Candidate> wholeRows(List<Candidate> candidates)
    {
        List<Candidate> files = candidates.stream().filter(candidate -> !candidate.file().name().endsWith(BLOB_FILE)).toList();
        List<SplitFile> byRowId = new ArrayList<>(files.stream().map(Candidate::file).filter(file -> file.firstRowId().isPresent()).toList());
        byRowId.sort(Comparator.comparingLong(file -> file.firstRowId().getAsLong()));
        for (int i = 0; i < byRowId.size(); i++) {
            SplitFile file = byRowId.get(i);
            if (file.name().contains(VECTOR_FILE) || i > 0 && endOf(byRowId.get(i - 1)) > file.firstRowId().getAsLong()) {
                throw VarveException.unsupported("The table has option data-evolution.enabled=true, and data file '" + file.name() +
                        "' holds some columns of rows that are in another file, too, which is not supported");
            }
        }
        return files;
    }

    /**
     * Whether a file that was added holds rows; otherwise it holds values of BLOB columns for the rows of another.
     *
     * @param schema that the file was written with
     * @throws VarveException of kind UNSUPPORTED_FEATURE if it holds some of their columns only
     */
    static boolean holdsWholeRows(DataFile file, TableSchema schema)
    {
        if (file.name().endsWith(BLOB_FILE)) {
            return false;
        }
        boolean partial = file.writeColumns().isPresent() && !schema.fields().fields().stream()
                .filter(field -> !(field.type() instanceof BlobType))
                .allMatch(field -> file.writeColumns().get().contains(field.name()));
        if (partial || file.name().contains(VECTOR_FILE)) {
            throw VarveException.unsupported("The table has option data-evolution.enabled=true, and data file '" + file.name() +
                    "' holds some columns of rows that are in another file, too, whose changes are not supported");
        }
        return true;
    }

    private static long endOf(SplitFile file)
    {
        return file.firstRowId().getAsLong() + file.rowCount();
    }
}
