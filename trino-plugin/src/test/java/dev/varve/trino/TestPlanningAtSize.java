package dev.varve.trino;

import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.TemporaryDirectory;
import dev.varve.manifest.DataFile;
import dev.varve.manifest.FileSource;
import dev.varve.manifest.SimpleStatistics;
import dev.varve.row.BinaryRow;
import dev.varve.row.BinaryRowWriter;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableSchema;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.trino.handle.VarveSplit;
import dev.varve.trino.handle.VarveTableHandle;
import dev.varve.type.BigIntType;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import dev.varve.type.VarCharType;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.Increment;
import dev.varve.write.commit.TableCommit;
import io.airlift.slice.Slices;
import io.trino.spi.SplitWeight;
import io.trino.spi.connector.ConnectorSplit;
import io.trino.spi.connector.DynamicFilterSnapshot;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.metrics.Count;
import org.testng.Reporter;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;

import static java.util.concurrent.Executors.newSingleThreadExecutor;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the coordinator holds while Trino asks for the splits of a table of very many files, of which only the metadata exists.
 * {@code -Dvarve.planning.files=100000} is a large one.
 */
public class TestPlanningAtSize
{
    private static final int FILES = Integer.getInteger("varve.planning.files", 20_000);
    private static final int COMMITS = 20;
    private static final int FILES_PER_PLACE = 50;
    private static final int PLACES = FILES / FILES_PER_PLACE;
    private static final int COLUMNS = 10;
    private static final int BATCH = 100;
    private static final long MEGABYTE = 1 << 20;
    private static final long FILE_BYTES = 3 * MEGABYTE;

    private TemporaryDirectory temporary;
    private ExecutorService executor;

    @BeforeClass
    public void start()
            throws IOException
    {
        temporary = TemporaryDirectory.create();
        executor = newSingleThreadExecutor();
    }

    @AfterClass(alwaysRun = true)
    public void stop()
            throws IOException
    {
        executor.shutdownNow();
        executor = null;
        temporary.close();
        temporary = null;
    }

    @Test
    public void testPartitionsAreForgottenWhenTheirSplitsAreOut()
            throws IOException
    {
        Planning planning = plan(table("partitioned", true));
        assertThat(planning.files()).isEqualTo(FILES);
        assertThat(planning.manifestsBeforeFirstSplit()).as("of %s", COMMITS).isEqualTo(1);
        // All files at once take 400 bytes each, see below.
        assertThat(planning.peakBytes()).as(planning.toString()).isLessThan(2 * MEGABYTE + 50L * FILES);
    }

    /** Where every manifest may have files of every bucket, all files wait for the last one: but not what manifests tell of their columns. */
    @Test
    public void testWaitingFilesAreSmall()
            throws IOException
    {
        Planning planning = plan(table("buckets", false));
        assertThat(planning.files()).isEqualTo(FILES);
        assertThat(planning.manifestsBeforeFirstSplit()).isEqualTo(COMMITS);
        assertThat(planning.peakBytes()).as(planning.toString()).isLessThan(2 * MEGABYTE + 500L * FILES);
    }

    @Test
    public void testWeightsReflectBytes()
            throws IOException
    {
        TableVersion version = table("weights", true);
        try (VarveSplitSource source = new VarveSplitSource(version, handle(version), 0, executor)) {
            List<ConnectorSplit> splits = source.getNextBatch(BATCH, DynamicFilterSnapshot.EMPTY).join();
            assertThat(splits).hasSize(BATCH).allSatisfy(split -> {
                long bytes = ((VarveSplit) split).decode().files().size() * FILE_BYTES;
                assertThat(split.getSplitWeight()).isEqualTo(SplitWeight.fromProportion((double) bytes / version.options().scan().splitTargetBytes()));
            });
            assertThat(splits).extracting(ConnectorSplit::getSplitWeight).as("of full splits, and of what is left of a partition").containsOnly(
                    SplitWeight.fromProportion(32.0 * FILE_BYTES / version.options().scan().splitTargetBytes()),
                    SplitWeight.fromProportion(18.0 * FILE_BYTES / version.options().scan().splitTargetBytes()));
        }
    }

    /** @param peakBytes that the coordinator held at most, splits that Trino has taken not counted */
    private record Planning(long files, long manifestsBeforeFirstSplit, long peakBytes) {}

    private Planning plan(TableVersion version)
            throws IOException
    {
        long before = usedBytes();
        long peak = 0;
        long files = 0;
        long manifestsBeforeFirstSplit = 0;
        try (VarveSplitSource source = new VarveSplitSource(version, handle(version), 0, executor)) {
            int checkEvery = Math.max(1, PLACES / BATCH / 4);
            for (int batches = 0; !source.isFinished(); batches++) {
                List<ConnectorSplit> splits = source.getNextBatch(batches == 0 ? 1 : BATCH, DynamicFilterSnapshot.EMPTY).join();
                files += splits.stream().mapToLong(split -> ((VarveSplit) split).decode().files().size()).sum();
                splits = List.of();
                if (batches == 0) {
                    manifestsBeforeFirstSplit = ((Count<?>) source.getMetrics().getMetrics().get("manifestsRead")).getTotal();
                }
                if (batches % checkEvery == 0) {
                    peak = Math.max(peak, usedBytes() - before);
                }
            }
        }
        Planning planning = new Planning(files, manifestsBeforeFirstSplit, peak);
        Reporter.log(version.table() + ": " + planning, true);
        return planning;
    }

    private static VarveTableHandle handle(TableVersion version)
    {
        return VarveTableHandle.of(new SchemaTableName("db", version.table().name()), version.table().location().text(), Optional.empty(), Optional.empty(), 0);
    }

    private static long usedBytes()
    {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** A table with as many partitions, or as many buckets, as there are places. */
    private TableVersion table(String name, boolean partitioned)
            throws IOException
    {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < COLUMNS; i++) {
            fields.add(new Field(i, "c" + i, i == 0 ? new IntType(false) : i % 3 == 0 ? new VarCharType(Integer.MAX_VALUE, true) : new BigIntType(i > 1)));
        }
        TableSchema schema = partitioned
                ? new TableSchema(3, 0, RowType.of(fields), COLUMNS - 1, List.of("c0"), List.of(), Map.of(), Optional.empty(), 0)
                : new TableSchema(3, 0, RowType.of(fields), COLUMNS - 1, List.of(), List.of("c1"), Map.of("bucket", Integer.toString(PLACES)), Optional.empty(), 0);
        StoragePath location = StoragePath.of(temporary.path().resolve(name).toString());
        LocalStorage storage = new LocalStorage();
        SchemaLog.of(storage, location).create(storage, schema);
        Table table = Table.open(storage, location, "db", name);
        TableCommit commit = TableCommit.open(table, storage, "test");
        for (int i = 0; i < COMMITS; i++) {
            commit.commit(i, messages(schema, i));
        }
        return table.latest();
    }

    /** The files of some of the partitions; or some files of each of the buckets. */
    private static List<CommitMessage> messages(TableSchema schema, int commit)
    {
        List<DataType> types = schema.fields().fields().stream().map(Field::type).toList();
        boolean partitioned = !schema.partitionKeys().isEmpty();
        int first = partitioned ? commit * PLACES / COMMITS : 0;
        int end = partitioned ? (commit + 1) * PLACES / COMMITS : PLACES;
        return IntStream.range(first, end)
                .mapToObj(place -> {
                    BinaryRow partition = partitioned ? BinaryRowWriter.write(types.subList(0, 1), List.of((long) place)) : BinaryRow.EMPTY;
                    int from = partitioned ? 0 : commit * FILES_PER_PLACE / COMMITS;
                    int to = partitioned ? FILES_PER_PLACE : (commit + 1) * FILES_PER_PLACE / COMMITS;
                    List<DataFile> files = IntStream.range(from, to).mapToObj(i -> file(types, partitioned, (long) place * FILES_PER_PLACE + i)).toList();
                    Increment added = new Increment(files, List.of(), List.of(), List.of(), List.of());
                    return new CommitMessage(partition, partitioned ? 0 : place, partitioned ? -1 : PLACES, added, Increment.EMPTY);
                })
                .toList();
    }

    private static DataFile file(List<DataType> types, boolean partitioned, long number)
    {
        BinaryRow least = partitioned ? BinaryRow.EMPTY : BinaryRowWriter.write(types.subList(1, 2), List.of(number));
        SimpleStatistics keys = partitioned ? SimpleStatistics.UNKNOWN : SimpleStatistics.of(least, least, new long[1]);
        List<Object> values = new ArrayList<>(Collections.nCopies(types.size(), number));
        for (int i = 3; i < types.size(); i += 3) {
            values.set(i, Slices.utf8Slice("value-%010d".formatted(number)));
        }
        BinaryRow bounds = BinaryRowWriter.write(types, values);
        return new DataFile(
                "data-" + new UUID(number, number) + "-0.parquet", FILE_BYTES, 1000, least, least, keys, SimpleStatistics.of(bounds, bounds, new long[types.size()]),
                number * 1000, number * 1000 + 999, 0, 0, List.of(),
                OptionalLong.of(0), OptionalLong.of(0), Optional.empty(), Optional.of(FileSource.APPEND),
                Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty());
    }
}
