package dev.varve.cli;

import dev.varve.ChangeStream;
import dev.varve.Table;
import dev.varve.TableVersion;
import dev.varve.cli.rows.JsonLinesOutput;
import dev.varve.column.Batch;
import dev.varve.datafile.ReadMetrics;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.merge.BatchSource;
import dev.varve.read.ChangeReader;
import dev.varve.read.TableReader;
import dev.varve.scan.ChangeSplit;
import dev.varve.scan.ChangeSplitSource;
import dev.varve.scan.ScanRequest;
import dev.varve.scan.Split;
import dev.varve.scan.SplitSource;
import dev.varve.snapshot.Snapshot;
import dev.varve.type.Field;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

@Command(
        name = "tail",
        description = "Follow a table as it changes.",
        footer = {
                "",
                "Prints a JSON object per row, as './varve write' reads it: _row_kind is +I, -U, +U or -D, _snapshot_id the snapshot that made the change.",
                "First come all rows of the newest snapshot, then what later ones change, from the table's changelog if it keeps one,",
                "else as it was written. --from N leaves the first part out. What to continue with is told at the end.",
        },
        mixinStandardHelpOptions = true)
final class TailCommand
        implements Callable<Integer>
{
    enum Format
    {
        JSON,
    }

    @Mixin
    private TableTarget target;

    @Option(names = "--from", paramLabel = "SNAPSHOT", description = "Start with what this snapshot changed; it need not be there yet. Default: all rows, then changes.")
    private Optional<Long> from = Optional.empty();

    @Option(names = "--until", paramLabel = "SNAPSHOT", description = "End after this snapshot.")
    private Optional<Long> until = Optional.empty();

    @Option(names = "--once", description = "End when there is no next snapshot.")
    private boolean once;

    @Option(names = "--interval", paramLabel = "TIME", defaultValue = "1 s", converter = TimeSpan.Converter.class, description = "How often to look for a next snapshot. Default: ${DEFAULT-VALUE}.")
    private Duration interval;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "JSON", description = "JSON, which is the only one.")
    private Format format;

    @Override
    public Integer call()
            throws CommandException, IOException
    {
        Table table = target.open();
        PrintWriter out = target.out();
        JsonLinesOutput lines = new JsonLinesOutput(out);
        long next = from.isPresent() ? from.get() : printAll(table, lines) + 1;
        ChangeStream stream = ChangeStream.from(table, next);
        while (!out.checkError() && stream.nextSnapshotId() <= until.orElse(Long.MAX_VALUE)) {
            Optional<ChangeStream.Step> step = stream.poll();
            if (step.isPresent()) {
                print(step.get(), lines);
            }
            else if (once) {
                break;
            }
            else {
                pause();
            }
        }
        out.flush();
        target.messages().println("To go on: --from " + stream.nextSnapshotId());
        return 0;
    }

    /** Prints all rows; the snapshot that they are of, 0 if there is none. */
    private static long printAll(Table table, JsonLinesOutput lines)
            throws IOException
    {
        ChangeStream.Start start = ChangeStream.start(table, ScanRequest.ALL);
        TableVersion version = start.version();
        long snapshotId = version.snapshot().map(Snapshot::id).orElse(0L);
        TableReader reader = TableReader.of(version, DefaultFormats.all(), columns(version), Optional.empty(), new ReadMetrics());
        try (SplitSource splits = start.splits()) {
            for (Optional<Split> split = splits.next(); split.isPresent(); split = splits.next()) {
                print(reader.open(split.get()), version, OptionalInt.empty(), snapshotId, lines);
            }
        }
        return snapshotId;
    }

    private static void print(ChangeStream.Step step, JsonLinesOutput lines)
            throws IOException
    {
        ChangeReader reader = ChangeReader.of(step.version(), DefaultFormats.all(), columns(step.version()), Optional.empty(), true, new ReadMetrics());
        try (ChangeSplitSource splits = step.splits()) {
            for (Optional<ChangeSplit> split = splits.next(); split.isPresent(); split = splits.next()) {
                print(reader.open(split.get()), step.version(), OptionalInt.of(reader.kindColumn()), step.snapshot().id(), lines);
            }
        }
    }

    private static void print(BatchSource source, TableVersion version, OptionalInt kindColumn, long snapshotId, JsonLinesOutput lines)
            throws IOException
    {
        List<Field> fields = version.schema().fields().fields();
        try (source) {
            for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
                lines.write(batch.get(), fields, kindColumn, snapshotId);
            }
        }
    }

    private static List<Integer> columns(TableVersion version)
    {
        return IntStream.range(0, version.schema().fields().size()).boxed().toList();
    }

    private void pause()
            throws IOException
    {
        try {
            Thread.sleep(interval.toMillis());
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for the next snapshot of " + target.name());
        }
    }
}
