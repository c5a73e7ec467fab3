package dev.varve.read;

import dev.varve.TableVersion;
import dev.varve.column.Column;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileFilter;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadRequest;
import dev.varve.datafile.blob.BlobFile;
import dev.varve.error.VarveException;
import dev.varve.evolution.FileMapping;
import dev.varve.index.DeletionVector;
import dev.varve.predicate.Columns;
import dev.varve.predicate.Predicate;
import dev.varve.scan.RowIdGroup;
import dev.varve.scan.Split;
import dev.varve.scan.SplitFile;
import dev.varve.schema.SystemFields;
import dev.varve.schema.TableSchema;
import dev.varve.storage.InputFile;
import dev.varve.type.BlobType;
import dev.varve.type.Field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Opens files that hold different columns of the same rows as if they were one file. */
final class JoinedFiles
{
    private final TableVersion table;
    private final DataFileFormats formats;
    private final Split split;
    private final Origins origins;
    private final Map<Integer, Column> partitionValues;
    private final ReadMetrics metrics;

    JoinedFiles(TableVersion table, DataFileFormats formats, Split split, Origins origins, Map<Integer, Column> partitionValues, ReadMetrics metrics)
    {
        this.table = table;
        this.formats = formats;
        this.split = split;
        this.origins = origins;
        this.partitionValues = partitionValues;
        this.metrics = metrics;
    }

    /** @param filter in terms of {@code readFields}; it lets files skip rows */
    FileSource open(RowIdGroup group, List<Field> readFields, Optional<Predicate> filter)
            throws IOException
    {
        SplitFile newest = group.rows().get(0);
        Map<Integer, Column> constants = new HashMap<>(partitionValues);
        constants.putAll(origins.constants(newest));
        List<Field> fields = origins.stored(readFields);
        Map<List<SplitFile>, List<Integer>> columns = columns(group, fields, constants);

        List<ZippedReader.Part> parts = new ArrayList<>();
        ZippedReader.Place[] places = new ZippedReader.Place[fields.size()];
        for (Map.Entry<List<SplitFile>, List<Integer>> part : columns.entrySet()) {
            List<Integer> indexes = part.getValue();
            for (int i = 0; i < indexes.size(); i++) {
                places[indexes.get(i)] = new ZippedReader.Place(parts.size(), i);
            }
            List<Field> partFields = indexes.stream().map(fields::get).toList();
            Optional<Predicate> partFilter = filter(filter, indexes);
            parts.add(new ZippedReader.Part(reader(group, part.getKey(), partFields, partFilter, constants), part.getKey().get(0).name(), partFilter.isPresent()));
        }
        Optional<DeletionVector> deletions = Optional.empty();
        if (group.deletions().isPresent()) {
            deletions = Optional.of(DeletionVector.read(table.table().storage(), group.deletions().get()));
        }
        return FileSource.of(new ZippedReader(parts, List.of(places), group.rowCount()), deletions, metrics);
    }

    /** The columns of the read by the files that they come from. Those that come from no file are computed along with the first. */
    private Map<List<SplitFile>, List<Integer>> columns(RowIdGroup group, List<Field> fields, Map<Integer, Column> constants)
            throws IOException
    {
        List<SplitFile> newest = group.rows().subList(0, 1);
        Map<List<SplitFile>, List<Integer>> columns = new LinkedHashMap<>();
        List<Integer> computed = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            List<SplitFile> providers = constants.containsKey(field.id()) ? List.of() : isSystemField(field) ? newest : group.providers(field, table.table()::schema);
            if (providers.isEmpty()) {
                computed.add(i);
            }
            else {
                columns.computeIfAbsent(providers, files -> new ArrayList<>()).add(i);
            }
        }
        if (!computed.isEmpty() || columns.isEmpty()) {
            List<SplitFile> first = columns.keySet().stream().filter(files -> !RowIdGroup.isBlob(files.get(0))).findFirst().orElse(newest);
            columns.computeIfAbsent(first, files -> new ArrayList<>()).addAll(computed);
        }
        return columns;
    }

    /** The row id and the sequence number are in the newest file, if they are stored, because it is the last that changed the rows. */
    private static boolean isSystemField(Field field)
    {
        return field.id() == SystemFields.ROW_ID.id() || field.id() == SystemFields.SEQUENCE_NUMBER.id();
    }

    /** What of a filter concerns some columns only, in terms of these. */
    private static Optional<Predicate> filter(Optional<Predicate> filter, List<Integer> columns)
    {
        List<Predicate> conjuncts = Predicate.conjuncts(filter).stream()
                .filter(conjunct -> Columns.of(conjunct).stream().allMatch(columns::contains))
                .map(conjunct -> Columns.remap(conjunct, columns::indexOf))
                .toList();
        return conjuncts.isEmpty() ? Optional.empty() : Optional.of(Predicate.and(conjuncts));
    }

    private DataFileReader reader(RowIdGroup group, List<SplitFile> files, List<Field> fields, Optional<Predicate> filter, Map<Integer, Column> constants)
            throws IOException
    {
        if (RowIdGroup.isBlob(files.get(0))) {
            return blobs(group, files);
        }
        List<ChainedReader.Link> links = new ArrayList<>();
        long end = 0;
        for (SplitFile file : files) {
            long firstRow = group.firstRow(file);
            if (firstRow < end) {
                // A newer file that begins no later, and comes first, has these rows.
                continue;
            }
            if (firstRow > end) {
                throw VarveException.corrupt("No file holds the columns " + file.writeColumns().orElse(List.of()) + " of the rows before those of data file '" + file.name() + "'");
            }
            links.add(new ChainedReader.Link(firstRow, () -> open(file, fields, filter, constants)));
            end = firstRow + file.rowCount();
        }
        return new ChainedReader(links);
    }

    private DataFileReader open(SplitFile file, List<Field> fields, Optional<Predicate> filter, Map<Integer, Column> constants)
            throws IOException
    {
        TableSchema schema = table.table().schema(file.schemaId());
        FileMapping mapping = FileMapping.of(schema.fields(), file.writeColumns(), fields, constants, origins.numberings(file));
        ReadRequest request = new ReadRequest(mapping.fileFields(), new FileFilter(filter.flatMap(mapping::readerFilter)), metrics, table.options().orcWallClockInstants());
        DataFileReader reader = new MappedReader(formats.of(file.name()).open(input(file), request), mapping);
        Set<Integer> descriptors = new TreeSet<>();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).type() instanceof BlobType && FileMapping.holds(schema.fields(), file.writeColumns(), fields.get(i))) {
                descriptors.add(i);
            }
        }
        return descriptors.isEmpty() || table.options().blobAsDescriptor() ? reader : new DescriptorReader(reader, descriptors, table.table().storage(), metrics);
    }

    private DataFileReader blobs(RowIdGroup group, List<SplitFile> files)
    {
        List<BlobReader.Source> sources = files.stream()
                .sorted(Comparator.comparingLong(SplitFile::maxSequenceNumber).reversed())
                .map(file -> new BlobReader.Source(group.firstRow(file), file.rowCount(), () -> BlobFile.open(input(file), metrics)))
                .toList();
        return new BlobReader(sources, group.rowCount(), table.options().blobAsDescriptor());
    }

    private InputFile input(SplitFile file)
    {
        return table.table().storage().open(split.path(file), file.size());
    }
}
