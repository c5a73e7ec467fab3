package dev.varve.scan;

import dev.varve.error.VarveException;
import dev.varve.evolution.FilterEvolution;
import dev.varve.index.FileIndex;
import dev.varve.manifest.ColumnStatistics;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.ManifestEntry;
import dev.varve.predicate.ColumnRange;
import dev.varve.predicate.Predicate;
import dev.varve.predicate.PredicateSplit;
import dev.varve.predicate.StatisticsEvaluation;
import dev.varve.row.BinaryRow;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableSchema;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Tells files that cannot hold matching rows by their statistics, in terms of the schema that each was written with. */
final class FilePruning
{
    /** They return timestamps a little late, see {@link StatisticsEvaluation}. */
    private static final String ORC_FILE = ".orc";

    private final TableSchema schema;
    private final SchemaLog schemas;
    private final Optional<Predicate> predicate;
    private final Optional<Predicate> keyPredicate;
    private final boolean useFileIndexes;
    private final boolean keysAreInFiles;
    private final Map<Layout, FilePredicates> predicates = new HashMap<>();
    private long ruledOutByIndex;

    private FilePruning(
            TableSchema schema,
            SchemaLog schemas,
            Optional<Predicate> predicate,
            Optional<Predicate> keyPredicate,
            boolean useFileIndexes,
            boolean keysAreInFiles)
    {
        this.keysAreInFiles = keysAreInFiles;
        this.useFileIndexes = useFileIndexes;
        this.schema = schema;
        this.schemas = schemas;
        this.predicate = predicate;
        this.keyPredicate = keyPredicate;
    }

    /** @param keysAreInFiles whether manifests state between which keys a file lies */
    static FilePruning of(TableSchema schema, SchemaLog schemas, Optional<Predicate> predicate, boolean useFileIndexes, boolean keysAreInFiles)
    {
        List<String> keys = schema.trimmedPrimaryKeys();
        Optional<Predicate> keyPredicate = keys.isEmpty()
                ? Optional.empty()
                : PredicateSplit.of(predicate, column -> keys.contains(schema.fields().field(column).name())).inside();
        return new FilePruning(schema, schemas, predicate, keyPredicate, useFileIndexes, keysAreInFiles);
    }

    /** What the columns of a file depend on. */
    private record Layout(long schemaId, Optional<List<String>> writeColumns) {}

    /** What remains of the predicates for files of one layout, in terms of the columns of their schema. */
    private record FilePredicates(TableSchema schema, Optional<Predicate> all, Optional<Predicate> keys) {}

    /** A schema that files were written with. */
    TableSchema schema(long schemaId)
            throws IOException
    {
        return schemaId == schema.id() ? schema : schemas.schema(schemaId);
    }

    /** Whether the file may hold rows whose keys match. Without, none of its rows matters to the rows that do. */
    boolean keysMayMatch(ManifestEntry entry)
            throws IOException
    {
        if (keyPredicate.isEmpty()) {
            return true;
        }
        FilePredicates mapped = predicates(layout(entry.file()));
        return mapped.keys().isEmpty() || mayMatch(mapped.keys().get(), mapped.schema(), entry);
    }

    /** Whether the file may hold rows that match as they are in the file. */
    boolean valuesMayMatch(ManifestEntry entry)
            throws IOException
    {
        if (predicate.isEmpty()) {
            return true;
        }
        FilePredicates mapped = predicates(layout(entry.file()));
        if (mapped.all().isEmpty()) {
            return true;
        }
        return mayMatch(mapped.all().get(), mapped.schema(), entry) && indexAllows(mapped.all().get(), mapped.schema(), entry.file());
    }

    /** Whether the index in the manifest allows for rows that match. One that cannot be used costs time, not rows. */
    private boolean indexAllows(Predicate condition, TableSchema fileSchema, DataFile file)
    {
        if (!useFileIndexes || file.embeddedIndex().isEmpty()) {
            return true;
        }
        try {
            boolean allows = FileIndex.parse(file.embeddedIndex().get().getBytes())
                    .matches(condition, fileSchema.fields()::field, file.rowCount(), !file.name().endsWith(ORC_FILE))
                    .map(rows -> !rows.isEmpty())
                    .orElse(true);
            ruledOutByIndex += allows ? 0 : 1;
            return allows;
        }
        catch (VarveException e) {
            return true;
        }
    }

    /** How many files an index has ruled out since this was last asked. */
    long takeRuledOutByIndex()
    {
        long count = ruledOutByIndex;
        ruledOutByIndex = 0;
        return count;
    }

    /** Whether the range of the leading key column, all that is left of the statistics, allows for keys that match. */
    boolean keysMayMatch(SplitFile file)
            throws IOException
    {
        if (keyPredicate.isEmpty()) {
            return true;
        }
        FilePredicates mapped = predicates(new Layout(file.schemaId(), file.writeColumns()));
        if (mapped.keys().isEmpty()) {
            return true;
        }
        Field leading = mapped.schema().keyFields().get(0);
        ColumnRange range = leadingRange(file.minKey(), file.maxKey(), leading);
        return StatisticsEvaluation.mayMatch(
                mapped.keys().get(),
                column -> mapped.schema().fields().field(column).id() == leading.id() ? range : ColumnRange.UNKNOWN,
                OptionalLong.of(file.rowCount()));
    }

    private static ColumnRange leadingRange(BinaryRow minKey, BinaryRow maxKey, Field leading)
    {
        return new ColumnRange(Optional.ofNullable(minKey.value(0, leading.type())), Optional.ofNullable(maxKey.value(0, leading.type())), OptionalLong.empty());
    }

    private static Layout layout(DataFile file)
    {
        return new Layout(file.schemaId(), file.writeColumns());
    }

    private FilePredicates predicates(Layout layout)
            throws IOException
    {
        FilePredicates known = predicates.get(layout);
        if (known == null) {
            TableSchema fileSchema = schema(layout.schemaId());
            known = new FilePredicates(fileSchema, devolve(fileSchema, layout, predicate), devolve(fileSchema, layout, keyPredicate));
            predicates.put(layout, known);
        }
        return known;
    }

    private Optional<Predicate> devolve(TableSchema fileSchema, Layout layout, Optional<Predicate> filter)
    {
        return filter.flatMap(condition -> FilterEvolution.forStatistics(fileSchema.fields(), layout.writeColumns(), schema.fields().fields(), condition));
    }

    private boolean mayMatch(Predicate predicate, TableSchema fileSchema, ManifestEntry entry)
    {
        DataFile file = entry.file();
        ColumnStatistics keys = ColumnStatistics.ofKeys(file, fileSchema);
        ColumnStatistics values = ColumnStatistics.ofValues(file, fileSchema);
        return StatisticsEvaluation.mayMatch(
                predicate,
                column -> {
                    Field field = fileSchema.fields().field(column);
                    int partitionColumn = fileSchema.partitionKeys().indexOf(field.name());
                    if (partitionColumn >= 0) {
                        return ColumnRange.constant(entry.partition().value(partitionColumn, field.type()), file.rowCount());
                    }
                    ColumnStatistics statistics = keys.has(field.name()) ? keys : values;
                    // Statistics may cut texts, keys are whole.
                    if (keysAreInFiles && fileSchema.trimmedPrimaryKeys().indexOf(field.name()) == 0) {
                        return leadingRange(file.minKey(), file.maxKey(), field);
                    }
                    return new ColumnRange(Optional.ofNullable(statistics.min(field)), Optional.ofNullable(statistics.max(field)), statistics.nullCount(field));
                },
                OptionalLong.of(file.rowCount()));
    }
}
