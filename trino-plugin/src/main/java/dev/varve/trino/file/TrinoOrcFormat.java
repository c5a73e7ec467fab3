package dev.varve.trino.file;

import dev.varve.datafile.DataFileFormat;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.ReadRequest;
import dev.varve.datafile.SortedPortion;
import dev.varve.storage.InputFile;
import dev.varve.trino.block.BlockDecoder;
import dev.varve.trino.file.PageFileReader.ColumnSource;
import dev.varve.trino.file.PageFileReader.PageRows;
import dev.varve.trino.file.PageFileReader.Pages;
import dev.varve.type.Field;
import io.airlift.slice.Slice;
import io.trino.memory.context.AggregatedMemoryContext;
import io.trino.orc.NameBasedFieldMapper;
import io.trino.orc.OrcColumn;
import io.trino.orc.OrcDataSource;
import io.trino.orc.OrcDecompressor;
import io.trino.orc.OrcPredicate;
import io.trino.orc.OrcReader;
import io.trino.orc.OrcReaderOptions;
import io.trino.orc.OrcRecordReader;
import io.trino.orc.TupleDomainOrcPredicate;
import io.trino.orc.metadata.OrcColumnId;
import io.trino.orc.metadata.OrcMetadataReader;
import io.trino.orc.metadata.OrcType.OrcTypeKind;
import io.trino.orc.metadata.StripeInformation;
import io.trino.orc.stream.OrcChunkLoader;
import io.trino.orc.stream.OrcInputStream;
import io.trino.spi.connector.SourcePage;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.Type;
import org.joda.time.DateTimeZone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static io.trino.memory.context.AggregatedMemoryContext.newSimpleAggregatedMemoryContext;
import static java.util.Objects.requireNonNull;

/**
 * ORC files, decoded by Trino's own reader. Columns are found by exact name. Timestamps are corrected: see {@link OrcTimestamps}.
 *
 * <p>Small files are read at once, others in ranges: the footer, then the streams of each stripe as their columns are touched.
 */
public final class TrinoOrcFormat
        implements DataFileFormat
{
    /** In domains with more values than this, ranges take the place of values when bloom filters are asked. */
    private static final int MAX_DISCRETE_VALUES = 1_000;
    private static final int BATCH_SIZE = OrcReader.MAX_BATCH_SIZE;
    private static final int MIN_BATCH_SIZE = 64;

    private final OrcReaderOptions options;
    private final OrcReaderOptions localOptions;

    public TrinoOrcFormat()
    {
        this(new OrcReaderOptions().withBloomFiltersEnabled(true));
    }

    /** @param options sizes of reads and batches, of which those of reads are taken as upper bounds for local files */
    public TrinoOrcFormat(OrcReaderOptions options)
    {
        this.options = requireNonNull(options, "options is null");
        this.localOptions = options
                .withMaxBufferSize(LocalReads.min(options.getMaxBufferSize(), LocalReads.BUFFER))
                .withMaxMergeDistance(LocalReads.min(options.getMaxMergeDistance(), LocalReads.MERGE_DISTANCE))
                .withTinyStripeThreshold(LocalReads.min(options.getTinyStripeThreshold(), LocalReads.WHOLE_FILE));
    }

    private static OrcReaderOptions share(OrcReaderOptions options, ReadRequest request)
    {
        if (!request.isOneOfMany()) {
            return options;
        }
        return options
                .withMaxReadBlockSize(FileBytes.share(options.getMaxBlockSize(), request))
                .withMaxBufferSize(FileBytes.share(options.getMaxBufferSize(), request))
                .withMaxMergeDistance(FileBytes.share(options.getMaxMergeDistance(), request))
                .withTinyStripeThreshold(FileBytes.share(options.getTinyStripeThreshold(), request));
    }

    @Override
    public String identifier()
    {
        return "orc";
    }

    @Override
    public List<SortedPortion> portions(InputFile file, List<Field> columns)
            throws IOException
    {
        return OrcPortions.read(file, columns, FileBytes.isLocal(file.path()) ? localOptions : options);
    }

    @Override
    public DataFileReader open(InputFile file, ReadRequest request)
            throws IOException
    {
        OrcReaderOptions options = share(FileBytes.isLocal(file.path()) ? localOptions : this.options, request);
        return FileBytes.decode(file, "ORC", request.metrics(), options.getTinyStripeThreshold(), (bytes, errors) -> open(bytes, request, errors, options));
    }

    private static DataFileReader open(FileBytes bytes, ReadRequest request, DecodingErrors errors, OrcReaderOptions options)
            throws IOException
    {
        OrcDataSource source = OrcBytes.dataSource(bytes, options);
        OrcReader file = OrcReader.createOrcReader(source, options).orElseThrow(() -> new IOException("it is empty"));
        if (file.getRootColumn().getColumnType().getOrcTypeKind() != OrcTypeKind.STRUCT) {
            throw new IOException("its rows are no structs");
        }

        OrcTimestamps timestamps = new OrcTimestamps(() -> writerZone(file, source, options), request.wallClockInstants());
        List<Field> fields = request.fields();
        List<Optional<OrcProjection>> projections = new ArrayList<>(fields.size());
        List<Optional<ColumnSource>> sources = new ArrayList<>(fields.size());
        List<OrcColumn> columns = new ArrayList<>();
        List<Type> types = new ArrayList<>();
        Map<OrcColumnId, Integer> channels = new HashMap<>();
        for (Field field : fields) {
            Optional<OrcProjection> projection = OrcProjection.find(field, file.getRootColumn());
            projections.add(projection);
            sources.add(projection.map(found -> {
                int channel = channels.computeIfAbsent(found.column().getColumnId(), _ -> {
                    columns.add(found.column());
                    types.add(found.decodedType());
                    return columns.size() - 1;
                });
                BlockDecoder decoder = BlockDecoder.of(types.get(channel));
                return new ColumnSource(channel, found.hasTimestamps() ? block -> timestamps.correct(decoder.decode(block), found) : decoder::decode);
            }));
        }
        if (columns.isEmpty()) {
            bytes.close();
            return new RowCountReader(request, file.getFooter().getStripes().stream().map(StripeInformation::getNumberOfRows).toList(), BATCH_SIZE);
        }

        ByteRange stripes = stripes(file, request, bytes.length());
        AggregatedMemoryContext memory = newSimpleAggregatedMemoryContext();
        OrcRecordReader reader = file.createRecordReader(
                columns,
                types,
                Collections.nCopies(columns.size(), OrcReader.fullyProjectedLayout()),
                false,
                predicate(request, projections, options),
                stripes.start(),
                stripes.end() - stripes.start(),
                DateTimeZone.UTC,
                memory,
                request.share(BATCH_SIZE, MIN_BATCH_SIZE),
                e -> e instanceof IOException io ? new UncheckedIOException(io) : new IllegalStateException(e),
                NameBasedFieldMapper::create);
        return new PageFileReader(errors, request, sources, new OrcPages(reader, memory));
    }

    private record ByteRange(long start, long end) {}

    /** Where the stripes lie that are wanted, with those between them: a reader takes stripes that are next to each other. */
    private static ByteRange stripes(OrcReader file, ReadRequest request, long length)
    {
        if (request.part().isEmpty() && request.rows().isEmpty()) {
            return new ByteRange(0, length);
        }
        long start = length;
        long end = length;
        long row = 0;
        for (StripeInformation stripe : file.getFooter().getStripes()) {
            if (request.isWanted(row, file.getFooter().getNumberOfRows()) && request.hasWantedRows(row, stripe.getNumberOfRows())) {
                start = Math.min(start, stripe.getOffset());
                end = stripe.getOffset() + stripe.getTotalLength();
            }
            row += stripe.getNumberOfRows();
        }
        return new ByteRange(start, end);
    }

    private static OrcPredicate predicate(ReadRequest request, List<Optional<OrcProjection>> projections, OrcReaderOptions options)
    {
        if (request.filter().predicate().isEmpty()) {
            return OrcPredicate.TRUE;
        }
        TupleDomain<OrcColumnId> domain = new DomainBuilder<>(index -> target(projections.get(index))).build(request.filter().predicate().get());
        if (domain.isNone()) {
            return (_, _) -> false;
        }
        TupleDomainOrcPredicate.TupleDomainOrcPredicateBuilder builder = TupleDomainOrcPredicate.builder()
                .setBloomFiltersEnabled(options.isBloomFiltersEnabled())
                .setDomainCompactionThreshold(MAX_DISCRETE_VALUES);
        domain.getDomains().orElseThrow().forEach(builder::addColumn);
        return builder.build();
    }

    private static Optional<DomainBuilder.Target<OrcColumnId>> target(Optional<OrcProjection> projection)
    {
        return projection.flatMap(found -> found.statisticsType().map(type -> new DomainBuilder.Target<>(found.column().getColumnId(), type)));
    }

    /** The zone in which the writer ran, which every stripe names in its footer; UTC if it is not named. */
    private static ZoneId writerZone(OrcReader file, OrcDataSource source, OrcReaderOptions options)
            throws IOException
    {
        if (file.getFooter().getStripes().isEmpty()) {
            return ZoneOffset.UTC;
        }
        StripeInformation stripe = file.getFooter().getStripes().getFirst();
        Slice footer = source.readFully(stripe.getOffset() + stripe.getIndexLength() + stripe.getDataLength(), Math.toIntExact(stripe.getFooterLength()));
        Optional<OrcDecompressor> decompressor = OrcDecompressor.createOrcDecompressor(source.getId(), file.getCompressionKind(), file.getBufferSize());
        try (OrcInputStream input = new OrcInputStream(OrcChunkLoader.create(source.getId(), footer, decompressor, newSimpleAggregatedMemoryContext()))) {
            return new OrcMetadataReader(options).readStripeFooter(file.getFooter().getTypes(), input, ZoneId.systemDefault()).getTimeZone();
        }
    }

    private record OrcPages(OrcRecordReader reader, AggregatedMemoryContext memory)
            implements Pages
    {
        @Override
        public Optional<PageRows> next()
                throws IOException
        {
            SourcePage page = reader.nextPage();
            return page == null ? Optional.empty() : Optional.of(new PageRows(page, 0, page.getPositionCount(), reader.getFilePosition()));
        }

        @Override
        public long rowCount()
        {
            return reader.getFileRowCount();
        }

        @Override
        public long memoryBytes()
        {
            return memory.getBytes();
        }

        @Override
        public void close()
                throws IOException
        {
            reader.close();
        }
    }
}
