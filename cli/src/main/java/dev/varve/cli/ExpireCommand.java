package dev.varve.cli;

import dev.varve.Table;
import dev.varve.storage.WritableStorage;
import dev.varve.write.maintain.AutomaticTagging;
import dev.varve.write.maintain.ChangelogExpiry;
import dev.varve.write.maintain.ConsumerExpiry;
import dev.varve.write.maintain.Expired;
import dev.varve.write.maintain.ExpiryOptions;
import dev.varve.write.maintain.PartitionExpiry;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.Retention;
import dev.varve.write.maintain.SnapshotExpiry;
import dev.varve.write.maintain.Tags;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "expire",
        description = "Remove what a table no longer keeps: old snapshots, changelogs, tags and partitions, and their files.",
        footer = {"", "Without options it does what the options of the table say, as writers do after each commit."},
        mixinStandardHelpOptions = true)
final class ExpireCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private TableTarget target;

    @Option(names = "--keep-min", paramLabel = "N", description = "Keep so many snapshots at least. Default: option snapshot.num-retained.min.")
    private Optional<Long> keepMin = Optional.empty();

    @Option(names = "--keep-max", paramLabel = "N", description = "Keep so many at most, however young. Default: option snapshot.num-retained.max.")
    private Optional<Long> keepMax = Optional.empty();

    @Option(names = "--keep-for", paramLabel = "TIME", converter = TimeSpan.Converter.class, description = "Keep them so long, such as '2 h'. Default: option snapshot.time-retained.")
    private Optional<Duration> keepFor = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "Remove so many at most at once. Default: option snapshot.expire.limit.")
    private Optional<Integer> limit = Optional.empty();

    @Override
    public Integer call()
            throws CommandException
    {
        Table table = target.open();
        WritableStorage storage = target.storage();
        PrintWriter out = spec.commandLine().getOut();
        long now = System.currentTimeMillis();
        List<String> tagged = AutomaticTagging.of(storage, target.lock()).afterCommit(table, Progress.SILENT);
        if (!tagged.isEmpty()) {
            out.printf("%d tags created: %s%n", tagged.size(), String.join(", ", tagged));
        }
        List<String> partitions = PartitionExpiry.of(table, storage, target.lock()).expire(LocalDateTime.now());
        ExpiryOptions options = options(table);
        List<String> consumers = ConsumerExpiry.of(table, storage).expire(now);
        if (!consumers.isEmpty()) {
            out.printf("%d consumers expired: %s%n", consumers.size(), String.join(", ", consumers));
        }
        report(out, "snapshots", SnapshotExpiry.of(table, storage).expire(options, now, Progress.SILENT));
        report(out, "changelogs", ChangelogExpiry.of(table, storage).expire(options, now, Progress.SILENT));
        List<String> tags = Tags.of(table, storage).expire(LocalDateTime.now(), Progress.SILENT);
        out.printf("%d tags expired%s%n", tags.size(), tags.isEmpty() ? "" : ": " + String.join(", ", tags));
        if (!partitions.isEmpty() || !tags.isEmpty() || !tagged.isEmpty()) {
            target.changed(table);
        }
        if (!partitions.isEmpty()) {
            out.printf("%d partitions expired: %s%n", partitions.size(), String.join(", ", partitions));
        }
        return 0;
    }

    private ExpiryOptions options(Table table)
    {
        ExpiryOptions options = ExpiryOptions.of(table.latestSchema());
        Retention kept = options.snapshots();
        long min = keepMin.orElse(keepMax.isPresent() ? Math.min(kept.min(), keepMax.get()) : kept.min());
        long max = keepMax.orElse(Math.max(kept.max(), min));
        if (min < 1 || max < min || limit.orElse(1) < 1) {
            throw new ParameterException(spec.commandLine(), "--keep-min, --keep-max and --limit are 1 or more, and --keep-max is not less than --keep-min");
        }
        ExpiryOptions changed = options.withSnapshots(new Retention(min, max, keepFor.orElse(kept.time())));
        return limit.isPresent() ? changed.withLimit(limit.get()) : changed;
    }

    private static void report(PrintWriter out, String what, Expired expired)
    {
        String range = expired.ids().isEmpty() ? "" : ": %d to %d".formatted(expired.ids().get(0), expired.ids().get(expired.ids().size() - 1));
        out.printf("%d %s expired%s%s%n", expired.ids().size(), what, range, FileReport.of(expired.files()));
    }
}
