package dev.varve.read;

import dev.varve.TableVersion;
import dev.varve.column.Column;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.FileFilter;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadMetrics.Counter;
import dev.varve.datafile.ReadRequest;
import dev.varve.error.VarveException;
import dev.varve.evolution.FileMapping;
import dev.varve.index.FileIndex;
import dev.varve.merge.BatchSource;
import dev.varve.merge.FoldPlan;
import dev.varve.merge.FoldingMerge;
import dev.varve.merge.KeyValueMerge;
import dev.varve.merge.MergeSpec;
import dev.varve.merge.MergeSpec.ColumnRef;
import dev.varve.merge.RunSource;
import dev.varve.merge.SelectingMerge;
import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.row.LiteralColumn;
import dev.varve.row.PartitionPath;
import dev.varve.scan.KeyRange;
import dev.varve.scan.RowIdGroup;
import dev.varve.scan.Split;
import dev.varve.scan.SplitFile;
import dev.varve.schema.MergeEngine;
import dev.varve.schema.MergeOptions;
import dev.varve.schema.SequenceGroup;
import dev.varve.schema.SystemFields;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.storage.InputFile;
import dev.varve.type.BlobType;
import dev.varve.type.Field;
import org.roaringbitmap.RoaringBitmap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Opens the files of one split, as streams or merged. */
final class SplitRead
{
    private static final String INDEX_FILE = ".index";
    /** They return timestamps a little late, see {@link dev.varve.predicate.StatisticsEvaluation}. */
    private static final String ORC_FILE = ".orc";

    private final TableVersion table;
    private final TableOptions options;
    private final DataFileFormats formats;
    private final Split split;
    private final ReadFields fields;
    private final ReadMetrics metrics;
    private final Map<Integer, Column> partitionValues;
    private final Origins origins;
    private final Set<Integer> keyIds;

    SplitRead(TableVersion table, DataFileFormats formats, Split split, ReadFields fields, ReadMetrics metrics)
    {
        this.table = table;
        this.options = table.options();
        this.formats = formats;
        this.split = split;
        this.fields = fields;
        this.metrics = metrics;
        partitionValues = partitionValues(table.schema(), split);
        origins = Origins.of(table.schema(), new PartitionPath(table.schema().partitionFields(), options.layout().defaultPartitionName(), options.layout().legacyPartitionNames()), split);
        keyIds = new HashSet<>(table.schema().keyFields().stream().map(Field::id).toList());
    }

    private static Map<Integer, Column> partitionValues(TableSchema schema, Split split)
    {
        Map<Integer, Column> values = new HashMap<>();
        List<Field> partitionFields = schema.partitionFields();
        for (int i = 0; i < partitionFields.size(); i++) {
            Field field = partitionFields.get(i);
            values.put(field.id(), LiteralColumn.of(field.type(), split.partition().value(i, field.type())));
        }
        return values;
    }

    /** Files of which no two have a key in common, one after the other; rows that retract are left out. */
    BatchSource stream(List<SplitFile> files)
            throws IOException
    {
        List<SplitFile> wanted = files.stream().filter(file -> !file.onlySupersedes()).toList();
        metrics.add(Counter.FILES_SKIPPED, files.size() - wanted.size());
        HelperFields helpers = new HelperFields(fields.fields());
        OptionalInt kind = table.schema().hasPrimaryKey() && retractions(List.of(wanted)) ? OptionalInt.of(helpers.index(SystemFields.VALUE_KIND)) : OptionalInt.empty();
        List<ColumnRef> keys = split.range().isPresent() ? helpers.refs(table.schema().keyFields()) : List.of();
        RunSource run = run(wanted, Map.of(), helpers.fields(), keys, fields.filter(), 1, UnaryOperator.identity());
        return new RunStream(run, fields.fields().size(), kind, metrics);
    }

    /** Runs whose keys overlap. */
    BatchSource merge(List<List<SplitFile>> runs)
            throws IOException
    {
        MergeOptions merge = options.merge();
        HelperFields helpers = new HelperFields(fields.fields());
        List<ColumnRef> keys = helpers.refs(table.schema().keyFields());
        List<ColumnRef> sequenceFields = helpers.refs(table.schema().columns(merge.sequenceFields()));
        Optional<Map<SplitFile, Integer>> ranks = ranks(runs);
        OptionalInt sequenceNumber = ranks.isPresent() ? OptionalInt.empty() : OptionalInt.of(helpers.index(SystemFields.SEQUENCE_NUMBER));
        boolean retractions = retractions(runs);
        OptionalInt kind = retractions ? OptionalInt.of(helpers.index(SystemFields.VALUE_KIND)) : OptionalInt.empty();
        List<List<ColumnRef>> groups = new ArrayList<>();
        if (merge.engine() == MergeEngine.PARTIAL_UPDATE) {
            for (SequenceGroup group : merge.sequenceGroups()) {
                groups.add(helpers.refs(table.schema().columns(group.sequenceColumns())));
            }
        }
        MergeSpec spec = new MergeSpec(
                fields.fields().size(),
                keys,
                sequenceNumber,
                kind,
                sequenceFields,
                merge.sequenceDescending(),
                merge.lookup() && merge.engine() != MergeEngine.FIRST_ROW);

        Optional<Predicate> keyFilter = keyFilter();
        Map<SplitFile, Integer> order = ranks.orElseGet(() -> fileOrder(runs));
        UnaryOperator<InputFile> opening = OpenFiles.ofRuns(runs.size());
        List<RunSource> sources = new ArrayList<>();
        runs.stream()
                .sorted(Comparator.comparing(files -> order.get(files.get(0))))
                .forEach(files -> sources.add(run(files, order, helpers.fields(), keys, keyFilter, runs.size(), opening)));
        return switch (merge.engine()) {
            case DEDUPLICATE -> new SelectingMerge(spec, SelectingMerge.Winner.LAST, merge.ignoreDelete(), sources, metrics);
            case FIRST_ROW -> new SelectingMerge(spec, SelectingMerge.Winner.FIRST, merge.ignoreDelete(), sources, metrics);
            case PARTIAL_UPDATE, AGGREGATION ->
                    new FoldingMerge(spec, FoldPlan.of(table.schema(), merge, fields.fields(), groups, retractions), sources, metrics);
        };
    }

    /** Files one after the other with all of their rows, those that retract included. */
    RunSource asWritten(List<SplitFile> files)
    {
        return run(files, Map.of(), fields.fields(), List.of(), fields.filter(), 1, UnaryOperator.identity());
    }

    /**
     * Runs whose keys overlap, merged in key order. The columns of this read are those of the merge.
     */
    BatchSource mergeInOrder(List<List<SplitFile>> runs, KeyValueMerge merge, boolean dropRetracts)
    {
        Map<SplitFile, Integer> order = ranks(runs).orElseGet(() -> fileOrder(runs));
        UnaryOperator<InputFile> opening = OpenFiles.ofRuns(runs.size());
        Optional<Predicate> keyFilter = keyFilter();
        List<ColumnRef> keys = new HelperFields(fields.fields()).refs(table.schema().keyFields());
        List<RunSource> sources = new ArrayList<>();
        runs.stream()
                .sorted(Comparator.comparing(files -> order.get(files.get(0))))
                .forEach(files -> sources.add(run(files, order, fields.fields(), keys, keyFilter, runs.size(), opening)));
        return merge.mergeFiles(sources, dropRetracts);
    }

    private static boolean retractions(List<List<SplitFile>> runs)
    {
        return !runs.stream().allMatch(files -> files.stream().allMatch(SplitFile::holdsOnlyAdditions));
    }

    /** The order of the files by age, if the sequence numbers of no two files overlap; then they need not be read. */
    private static Optional<Map<SplitFile, Integer>> ranks(List<List<SplitFile>> runs)
    {
        List<SplitFile> files = new ArrayList<>();
        runs.forEach(files::addAll);
        files.sort(Comparator.comparingLong(SplitFile::minSequenceNumber));
        Map<SplitFile, Integer> ranks = new HashMap<>();
        for (int i = 0; i < files.size(); i++) {
            if (i > 0 && files.get(i - 1).maxSequenceNumber() >= files.get(i).minSequenceNumber()) {
                return Optional.empty();
            }
            ranks.put(files.get(i), i);
        }
        return Optional.of(ranks);
    }

    /** An order of files that decides between rows of equal sequence numbers, which the format leaves open: the newer file wins. */
    private static Map<SplitFile, Integer> fileOrder(List<List<SplitFile>> runs)
    {
        List<SplitFile> files = new ArrayList<>();
        runs.forEach(files::addAll);
        files.sort(Comparator.comparingLong(SplitFile::maxSequenceNumber)
                .thenComparingLong(file -> file.creationTime().orElse(0))
                .thenComparing(SplitFile::name));
        Map<SplitFile, Integer> order = new HashMap<>();
        files.forEach(file -> order.put(file, order.size()));
        return order;
    }

    /** What of the filter concerns key columns only: rows of one key pass it together, so it may be used before the merge. */
    private Optional<Predicate> keyFilter()
    {
        List<Predicate> conjuncts = Predicate.conjuncts(fields.filter()).stream()
                .filter(conjunct -> Columns.of(conjunct).stream().allMatch(column -> keyIds.contains(fields.fields().get(column).id())))
                .toList();
        return conjuncts.isEmpty() ? Optional.empty() : Optional.of(Predicate.and(conjuncts));
    }

    /**
     * @param keys the columns of the key, if the split may have a range of keys
     * @param filesAtOnce how many runs are read alternately
     */
    private RunSource run(
            List<SplitFile> files,
            Map<SplitFile, Integer> ranks,
            List<Field> readFields,
            List<ColumnRef> keys,
            Optional<Predicate> filter,
            int filesAtOnce,
            UnaryOperator<InputFile> opening)
    {
        if (options.dataEvolution()) {
            return new RunFiles(RowIdGroup.of(files).stream().map(group -> joined(group, readFields, filter)).toList());
        }
        List<Predicate> conjuncts = new ArrayList<>(Predicate.conjuncts(filter));
        Optional<KeyRange> range = split.range().filter(ignored -> !keys.isEmpty());
        range.ifPresent(some -> conjuncts.addAll(RangeFilter.conjuncts(some, keys)));
        Optional<Predicate> hint = conjuncts.isEmpty() ? Optional.empty() : Optional.of(Predicate.and(conjuncts));
        List<RunFiles.RankedFile> opened = files.stream()
                .map(file -> new RunFiles.RankedFile(() -> open(file, readFields, hint, filesAtOnce, opening), file.level(), ranks.getOrDefault(file, 0), file.onlySupersedes()))
                .toList();
        RunSource run = new RunFiles(opened);
        return range.isPresent() ? RangedRun.of(run, range.get(), keys) : run;
    }

    private RunFiles.RankedFile joined(RowIdGroup group, List<Field> readFields, Optional<Predicate> filter)
    {
        List<SplitFile> files = group.files();
        boolean oneFile = files.size() == 1 && readFields.stream().noneMatch(field -> field.type() instanceof BlobType);
        RunFiles.Opener opener = oneFile
                ? () -> open(files.get(0), readFields, filter, 1, UnaryOperator.identity())
                : () -> new JoinedFiles(table, formats, split, origins, partitionValues, metrics).open(group, readFields, filter);
        return new RunFiles.RankedFile(opener, 0, 0, false);
    }

    private FileSource open(SplitFile file, List<Field> readFields, Optional<Predicate> filter, int filesAtOnce, UnaryOperator<InputFile> opening)
            throws IOException
    {
        TableSchema fileSchema = table.table().schema(file.schemaId());
        Map<Integer, Column> constants = new HashMap<>(partitionValues);
        constants.putAll(origins.constants(file));
        FileMapping mapping = FileMapping.of(fileSchema.fields(), file.writeColumns(), origins.stored(readFields), constants, origins.numberings(file));
        FileFilter fileFilter = new FileFilter(filter.flatMap(mapping::readerFilter));
        Optional<RoaringBitmap> wanted = indexedRows(file, mapping, fileFilter.predicate());
        if (wanted.isPresent() && wanted.get().isEmpty()) {
            metrics.add(Counter.FILES_SKIPPED_BY_INDEX_FILE, 1);
            return FileSource.skipped(metrics);
        }
        return FileSource.open(
                table.table().storage(),
                formats.of(file.name()),
                opening.apply(table.table().storage().open(split.path(file), file.size())),
                file,
                new ReadRequest(mapping.fileFields(), fileFilter, metrics, options.orcWallClockInstants(), filesAtOnce, split.part(), wanted),
                mapping);
    }

    /** The rows that may pass the filter, as far as an index beside the file tells. An index that cannot be used costs time, not rows. */
    private Optional<RoaringBitmap> indexedRows(SplitFile file, FileMapping mapping, Optional<Predicate> filter)
            throws IOException
    {
        Optional<String> name = file.extraFiles().stream().filter(extra -> extra.endsWith(INDEX_FILE)).findFirst();
        if (filter.isEmpty() || name.isEmpty() || !options.scan().useFileIndexes()) {
            return Optional.empty();
        }
        Optional<byte[]> index = table.table().storage().readIfPresent(split.path(file, name.get()));
        metrics.add(Counter.BYTES_READ, index.map(bytes -> bytes.length).orElse(0));
        try {
            if (index.isPresent()) {
                return FileIndex.parse(index.get()).matches(filter.get(), mapping.fileFields()::get, file.rowCount(), !file.name().endsWith(ORC_FILE));
            }
        }
        catch (VarveException e) {
            metrics.add(Counter.INDEXES_IGNORED, 1);
            return Optional.empty();
        }
        metrics.add(Counter.INDEXES_IGNORED, 1);
        return Optional.empty();
    }

    /** Collects the columns that a read needs besides those it produces. */
    private static final class HelperFields
    {
        private final List<Field> fields;

        private HelperFields(List<Field> fields)
        {
            this.fields = new ArrayList<>(fields);
        }

        private int index(Field field)
        {
            int index = fields.indexOf(field);
            if (index < 0) {
                fields.add(field);
                index = fields.size() - 1;
            }
            return index;
        }

        private List<ColumnRef> refs(List<Field> columns)
        {
            return columns.stream().map(column -> new ColumnRef(index(column), column.type())).toList();
        }

        private List<Field> fields()
        {
            return fields;
        }
    }
}
