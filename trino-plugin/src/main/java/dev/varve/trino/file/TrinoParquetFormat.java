package dev.varve.trino.file;

import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.ReadRequest;
import dev.varve.datafile.SortedPortion;
import dev.varve.datafile.parquet.ParquetPortions;
import dev.varve.storage.InputFile;
import dev.varve.trino.block.BlockDecoder;
import dev.varve.trino.file.PageFileReader.ColumnSource;
import dev.varve.type.Field;
import io.trino.memory.context.AggregatedMemoryContext;
import io.trino.parquet.Column;
import io.trino.parquet.ParquetDataSource;
import io.trino.parquet.ParquetReaderOptions;
import io.trino.parquet.ParquetTypeUtils;
import io.trino.parquet.metadata.BlockMetadata;
import io.trino.parquet.metadata.ParquetMetadata;
import io.trino.parquet.metadata.PrunedBlockMetadata;
import io.trino.parquet.predicate.PredicateUtils;
import io.trino.parquet.predicate.TupleDomainParquetPredicate;
import io.trino.parquet.reader.ParquetReader;
import io.trino.parquet.reader.RowGroupInfo;
import io.trino.spi.predicate.TupleDomain;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;
import org.joda.time.DateTimeZone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static io.trino.memory.context.AggregatedMemoryContext.newSimpleAggregatedMemoryContext;
import static java.util.Objects.requireNonNull;

/**
 * Parquet files, decoded by Trino's own reader. Columns are found by exact name, and by position in lists and maps; what a column's
 * values are is decided by the file's physical types.
 *
 * <p>Small files are read at once, others in ranges: the footer, then the column chunks as their columns are touched.
 */
public final class TrinoParquetFormat
        implements DataFileFormat
{
    /** In domains with more values than this, ranges take the place of values when dictionaries and bloom filters are asked. */
    private static final int MAX_DISCRETE_VALUES = 1_000;

    private static final int MIN_BATCH_ROWS = 64;

    private final ParquetReaderOptions options;
    private final ParquetReaderOptions localOptions;

    public TrinoParquetFormat()
    {
        this(ParquetReaderOptions.defaultOptions());
    }

    /**
     * @param options sizes of reads and batches, of which those of reads are taken as upper bounds for local files; whether statistics
     *         and column indexes are used
     */
    public TrinoParquetFormat(ParquetReaderOptions options)
    {
        this.options = requireNonNull(options, "options is null");
        this.localOptions = ParquetReaderOptions.builder(options)
                .withMaxBufferSize(LocalReads.min(options.getMaxBufferSize(), LocalReads.BUFFER))
                .withMaxMergeDistance(LocalReads.min(options.getMaxMergeDistance(), LocalReads.MERGE_DISTANCE))
                .withSmallFileThreshold(LocalReads.min(options.getSmallFileThreshold(), LocalReads.WHOLE_FILE))
                .build();
    }

    private static ParquetReaderOptions share(ParquetReaderOptions options, ReadRequest request)
    {
        if (!request.isOneOfMany()) {
            return options;
        }
        return ParquetReaderOptions.builder(options)
                .withMaxReadBlockRowCount(request.share(options.getMaxReadBlockRowCount(), MIN_BATCH_ROWS))
                .withMaxReadBlockSize(FileBytes.share(options.getMaxReadBlockSize(), request))
                .withMaxBufferSize(FileBytes.share(options.getMaxBufferSize(), request))
                .withMaxMergeDistance(FileBytes.share(options.getMaxMergeDistance(), request))
                .withSmallFileThreshold(FileBytes.share(options.getSmallFileThreshold(), request))
                .build();
    }

    @Override
    public String identifier()
    {
        return "parquet";
    }

    @Override
    public List<SortedPortion> portions(InputFile file, List<Field> columns)
            throws IOException
    {
        return ParquetPortions.read(file, columns);
    }

    @Override
    public DataFileReader open(InputFile file, ReadRequest request)
            throws IOException
    {
        ParquetReaderOptions options = share(FileBytes.isLocal(file.path()) ? localOptions : this.options, request);
        return FileBytes.decode(file, "Parquet", request.metrics(), options.getSmallFileThreshold(), (bytes, errors) -> open(bytes, request, errors, options));
    }

    private static DataFileReader open(FileBytes bytes, ReadRequest request, DecodingErrors errors, ParquetReaderOptions options)
            throws IOException
    {
        ParquetDataSource unchecked = ParquetBytes.dataSource(bytes, options);
        ParquetFooter footer = ParquetFooter.read(unchecked, Math.toIntExact(options.getFooterReadSize().toBytes()));

        List<Field> fields = request.fields();
        List<Optional<ParquetProjection>> projections = new ArrayList<>(fields.size());
        BitSet selected = new BitSet();
        for (Field field : fields) {
            Optional<ParquetProjection> projection = ParquetProjection.find(field, footer.schema());
            projection.ifPresent(found -> found.select(selected));
            projections.add(projection);
        }
        if (selected.isEmpty()) {
            bytes.close();
            return new RowCountReader(request, footer.rowGroups(), options.getMaxReadBlockRowCount());
        }

        ParquetDataSource source = new CheckedPages(unchecked, footer.pageLimits(selected));
        ParquetMetadata metadata = footer.prune(selected, source);
        MessageType schema = metadata.getFileMetaData().getSchema();
        List<Column> columns = new ArrayList<>(fields.size());
        List<Optional<ColumnSource>> sources = new ArrayList<>(fields.size());
        Map<Integer, Integer> channelByNode = new HashMap<>();
        for (Optional<ParquetProjection> projection : projections) {
            sources.add(projection.map(found -> {
                int channel = channelByNode.computeIfAbsent(found.node().index(), _ -> {
                    columns.add(new Column(found.node().name(), found.toField(schema)));
                    return columns.size() - 1;
                });
                BlockDecoder decoder = BlockDecoder.of(columns.get(channel).field().getType());
                return new ColumnSource(channel, block -> found.assembled(decoder.decode(block)));
            }));
        }
        Optional<TupleDomain<ColumnDescriptor>> domain = domain(request, projections, schema, options);
        Map<List<String>, ColumnDescriptor> descriptors = ParquetTypeUtils.getDescriptors(schema, schema);
        Optional<TupleDomainParquetPredicate> predicate = domain.filter(found -> !found.isNone())
                .map(found -> PredicateUtils.buildPredicate(schema, found, descriptors, DateTimeZone.UTC));
        List<RowGroupInfo> rowGroups;
        if (predicate.isPresent()) {
            rowGroups = PredicateUtils.getFilteredRowGroups(
                    0, Long.MAX_VALUE, source, metadata, List.of(domain.get()), List.of(predicate.get()), descriptors, DateTimeZone.UTC, MAX_DISCRETE_VALUES, options);
        }
        else {
            rowGroups = domain.isPresent() ? List.of() : rowGroups(source, metadata, descriptors);
        }
        rowGroups = rowGroups.stream()
                .filter(rowGroup -> request.isWanted(rowGroup.fileRowOffset(), footer.rowCount()))
                .filter(rowGroup -> request.hasWantedRows(rowGroup.fileRowOffset(), rowGroup.prunedBlockMetadata().getRowCount()))
                .toList();
        AggregatedMemoryContext memory = newSimpleAggregatedMemoryContext();
        ParquetReader reader = new ParquetReader(
                footer.createdBy(),
                columns,
                false,
                rowGroups,
                source,
                DateTimeZone.UTC,
                memory,
                options,
                e -> e instanceof IOException io ? new UncheckedIOException(io) : new IllegalStateException(e),
                predicate,
                Optional.empty(),
                Optional.empty());
        long fileMemory = bytes.whole().isPresent() ? bytes.length() : 0;
        RowPositions positions = RowPositions.of(rowGroups, predicate.filter(_ -> options.isUseColumnIndex()), descriptors.keySet());
        return new PageFileReader(errors, request, sources, new ParquetPages(reader, positions, memory, footer.rowCount(), fileMemory));
    }

    /** What the filter of the request tells of columns that have statistics; empty if that is nothing. */
    private static Optional<TupleDomain<ColumnDescriptor>> domain(ReadRequest request, List<Optional<ParquetProjection>> projections, MessageType schema, ParquetReaderOptions options)
    {
        if (options.isIgnoreStatistics()) {
            return Optional.empty();
        }
        DomainBuilder<ColumnDescriptor> builder = new DomainBuilder<>(index -> target(projections.get(index), schema));
        return request.filter().predicate().map(builder::build).filter(domain -> !domain.isAll());
    }

    private static List<RowGroupInfo> rowGroups(ParquetDataSource source, ParquetMetadata metadata, Map<List<String>, ColumnDescriptor> descriptors)
            throws IOException
    {
        List<RowGroupInfo> rowGroups = new ArrayList<>();
        for (BlockMetadata block : metadata.getBlocks()) {
            // the reader takes a row group without rows for the end of the file
            if (block.rowCount() > 0) {
                rowGroups.add(new RowGroupInfo(PrunedBlockMetadata.createPrunedColumnsMetadata(block, source.getId(), descriptors), block.fileRowCountOffset(), Optional.empty()));
            }
        }
        return rowGroups;
    }

    private static Optional<DomainBuilder.Target<ColumnDescriptor>> target(Optional<ParquetProjection> projection, MessageType schema)
    {
        if (projection.isEmpty() || !projection.get().node().isLeaf()) {
            return Optional.empty();
        }
        ColumnDescriptor column = projection.get().descriptor(schema);
        return projection.get().statisticsType(column.getPrimitiveType()).map(type -> new DomainBuilder.Target<>(column, type));
    }
}
