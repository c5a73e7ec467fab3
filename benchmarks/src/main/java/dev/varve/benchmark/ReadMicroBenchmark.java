package dev.varve.benchmark;

import dev.varve.column.Column;
import dev.varve.datafile.DataFileFormats;
import dev.varve.datafile.DataFileReader;
import dev.varve.datafile.FileBatch;
import dev.varve.datafile.FileFilter;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.ReadRequest;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.trino.file.TrinoParquetFormat;
import dev.varve.type.Field;
import dev.varve.type.RowType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the kernel adds to decoding: an append table of ten columns, read by its files and as a table. Both decode Parquet with Trino's reader. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReadMicroBenchmark
{
    @Param("200000")
    public int rows = 200_000;

    private final TrinoParquetFormat format = new TrinoParquetFormat();
    private Path warehouse;
    private List<Path> files;
    private VarveSide table;
    private RowType columns;

    @Setup
    public void setUp()
            throws Exception
    {
        warehouse = Files.createTempDirectory("varve-micro");
        new BenchmarkTables(warehouse, rows, rows, new PrintStream(OutputStream.nullOutputStream())).makeAppend();
        table = new VarveSide(warehouse, DataFileFormats.of(List.of(format)));
        columns = table.columns(ReadCase.CASES.getFirst());
        try (Stream<Path> tree = Files.walk(warehouse)) {
            files = tree.filter(file -> file.toString().endsWith(".parquet")).toList();
        }
    }

    @TearDown
    public void tearDown()
            throws IOException
    {
        try (Stream<Path> tree = Files.walk(warehouse)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Benchmark
    public void decodeFiles(Blackhole blackhole)
            throws IOException
    {
        List<Field> fields = columns.fields();
        for (Path file : files) {
            ReadRequest request = new ReadRequest(fields, FileFilter.NONE, new ReadMetrics());
            try (DataFileReader reader = format.open(new LocalStorage().open(StoragePath.of(file.toString())), request)) {
                for (Optional<FileBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
                    for (int i = 0; i < fields.size(); i++) {
                        Column column = batch.get().column(i);
                        blackhole.consume(column);
                    }
                }
            }
        }
    }

    /** Planning included; every value is touched. */
    @Benchmark
    public void readTable(Blackhole blackhole)
            throws IOException
    {
        blackhole.consume(table.read(ReadCase.CASES.getFirst()));
    }
}
