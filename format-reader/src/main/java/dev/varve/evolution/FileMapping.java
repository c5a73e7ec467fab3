package dev.varve.evolution;

import dev.varve.column.Column;
import dev.varve.column.ColumnBuilder;
import dev.varve.column.ConstantColumn;
import dev.varve.datafile.FileBatch;
import dev.varve.predicate.Predicate;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.RowType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the columns of one file become the columns of a read. Immutable; safe for use by several threads.
 *
 * <p>A column of the read is found in the file's schema by its id, and takes there the name and the type of that schema. A column
 * that the file's schema does not have is null. Key columns ({@code _KEY_x}) are taken from the value column {@code x}, whether or
 * not the file holds both. Columns that the format itself adds ({@code _SEQUENCE_NUMBER} and the like) belong to no schema and
 * are requested as they are.
 */
public final class FileMapping
{
    private final List<Field> readFields;
    private final List<Field> fileFields;
    private final List<Source> sources;

    private FileMapping(List<Field> readFields, List<Field> fileFields, List<Source> sources)
    {
        this.readFields = List.copyOf(readFields);
        this.fileFields = List.copyOf(fileFields);
        this.sources = List.copyOf(sources);
    }

    /** Where a column of the read comes from. */
    private sealed interface Source {}

    private record FileColumn(int index, ColumnCast cast)
            implements Source {}

    private record NumberedColumn(int index, Numbering numbering)
            implements Source {}

    private record Constant(Column value)
            implements Source {}

    private record Missing(DataType type)
            implements Source {}

    /**
     * @param fileSchema the columns of the schema that the file was written with
     * @param writeColumns if the file holds only some of them: their names
     * @param readFields the columns of the read, in order; members of rows may be left out at any depth
     * @throws dev.varve.error.VarveException of kind UNSUPPORTED_FEATURE if a column's type in the file cannot become the type of
     *         the read; the message names the column and both types
     */
    public static FileMapping of(RowType fileSchema, Optional<List<String>> writeColumns, List<Field> readFields)
    {
        return of(fileSchema, writeColumns, readFields, Map.of());
    }

    /**
     * As {@link #of(RowType, Optional, List)}, but with columns that are the same for all rows of the file and are not read from it,
     * such as partition columns.
     *
     * @param constants columns of one value each, by field id, of the types of the read
     */
    public static FileMapping of(RowType fileSchema, Optional<List<String>> writeColumns, List<Field> readFields, Map<Integer, Column> constants)
    {
        return of(fileSchema, writeColumns, readFields, constants, Map.of());
    }

    /**
     * As {@link #of(RowType, Optional, List, Map)}, but with columns whose values are counted where the file does not hold them.
     *
     * @param numberings for columns of type BIGINT, by field id
     */
    public static FileMapping of(
            RowType fileSchema,
            Optional<List<String>> writeColumns,
            List<Field> readFields,
            Map<Integer, Column> constants,
            Map<Integer, Numbering> numberings)
    {
        Map<Integer, Field> requested = new HashMap<>();
        for (Field readField : readFields) {
            if (!constants.containsKey(readField.id())) {
                FileColumns.find(fileSchema, writeColumns, readField).ifPresent(fileField ->
                        NestedPruning.prune(readField.type(), fileField.type()).ifPresent(pruned ->
                                requested.merge(fileField.id(), fileField.withType(pruned), (one, other) -> one.equals(other) ? one : fileField)));
            }
        }
        List<Field> fileFields = new ArrayList<>();
        Map<Integer, Integer> indexes = new HashMap<>();
        List<Source> sources = new ArrayList<>();
        for (Field readField : readFields) {
            Column constant = constants.get(readField.id());
            Optional<Field> request = FileColumns.find(fileSchema, writeColumns, readField).map(fileField -> requested.get(fileField.id()));
            if (constant != null) {
                sources.add(new Constant(constant));
            }
            else if (request.isEmpty()) {
                sources.add(new Missing(readField.type()));
            }
            else {
                Field fileField = request.orElseThrow();
                int index = indexes.computeIfAbsent(fileField.id(), id -> {
                    fileFields.add(fileField);
                    return fileFields.size() - 1;
                });
                Numbering numbering = numberings.get(readField.id());
                sources.add(numbering == null
                        ? new FileColumn(index, ColumnCast.of(readField.name(), fileField.type(), readField.type()))
                        : new NumberedColumn(index, numbering));
            }
        }
        return new FileMapping(readFields, fileFields, sources);
    }

    /**
     * Whether a file holds a column, by the schema it was written with.
     *
     * @param writeColumns if the file holds only some columns of that schema: their names
     */
    public static boolean holds(RowType fileSchema, Optional<List<String>> writeColumns, Field readField)
    {
        return FileColumns.find(fileSchema, writeColumns, readField).isPresent();
    }

    /** The columns of the read, in order. */
    public List<Field> readFields()
    {
        return readFields;
    }

    /** What to request of the file, by the names and types of the file's schema. No column occurs twice. */
    public List<Field> fileFields()
    {
        return fileFields;
    }

    /** Whether a batch of the file is a batch of the read as it is. */
    public boolean isIdentity()
    {
        if (fileFields.size() != sources.size()) {
            return false;
        }
        for (int i = 0; i < sources.size(); i++) {
            if (!(sources.get(i) instanceof FileColumn column && column.index() == i && column.cast().isIdentity())) {
                return false;
            }
        }
        return true;
    }

    /** The batch as the read wants it; {@code batch} has the columns of {@link #fileFields}. Columns are still loaded lazily. */
    public FileBatch map(FileBatch batch)
    {
        return isIdentity() ? batch : new MappedBatch(this, batch);
    }

    /**
     * Column {@code readIndex} of the read.
     *
     * @throws IOException if the column cannot be loaded
     * @throws dev.varve.error.VarveException of kind INVALID_REQUEST if the column's type was changed to one that a value of the file
     *         has no counterpart in
     */
    public Column column(int readIndex, FileBatch batch)
            throws IOException
    {
        Source source = sources.get(readIndex);
        if (source instanceof FileColumn column) {
            return column.cast().apply(batch.column(column.index()));
        }
        if (source instanceof NumberedColumn column) {
            return column.numbering().fill(batch.column(column.index()), batch.firstRow());
        }
        if (source instanceof Constant constant) {
            return new ConstantColumn(batch.size(), constant.value());
        }
        return ColumnBuilder.nulls(((Missing) source).type(), batch.size());
    }

    /**
     * What a reader of the file may use of a filter to skip rows, in terms of {@link #fileFields}: every row that passes
     * {@code filter} passes the result. Empty if nothing is left.
     *
     * @param filter in terms of {@link #readFields}
     */
    public Optional<Predicate> readerFilter(Predicate filter)
    {
        List<FilterEvolution.Target> targets = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            targets.add(sources.get(i) instanceof FileColumn column
                    ? FilterEvolution.Target.of(column.index(), fileFields.get(column.index()).type(), readFields.get(i).type())
                    : new FilterEvolution.Unknown());
        }
        return FilterEvolution.devolve(filter, targets);
    }
}
