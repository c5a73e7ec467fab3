package dev.varve.cli;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.row.BinaryRow;
import dev.varve.schema.Bucketing;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.write.PostponeCompaction;
import dev.varve.write.WriterSettings;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.CommitResult;
import dev.varve.write.commit.PartitionSpec;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.compact.CompactionJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

@Command(
        name = "compact",
        description = "Compact a table: merge its files into fewer and larger ones.",
        footer = {"", "Others may go on writing. If one of them replaced the same files meanwhile, compaction is tried again."},
        mixinStandardHelpOptions = true)
final class CompactCommand
        implements Callable<Integer>
{
    private static final int ATTEMPTS = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TableTarget target;

    @Option(names = "--full", description = "Compact all that can be, and not only what the options of the table say is due.")
    private boolean full;

    @Option(
            names = "--partition",
            paramLabel = "K=V[,K=V]",
            description = "Only partitions with these values, such as dt=2024-01-31,country=NZ; columns that are left out may have any. Repeat for more partitions.")
    private List<String> partitions = List.of();

    @Override
    public Integer call()
            throws CommandException, IOException
    {
        Table table = target.open();
        Predicate<BinaryRow> wanted = partitions.isEmpty() ? any -> true : wanted(table.latestSchema());
        String user = "varve-compact-" + UUID.randomUUID();
        TableCommit commit = target.commit(table, user);
        boolean moved = TableOptions.of(table.latestSchema()).bucketing().count() == Bucketing.POSTPONE
                && compact(commit, "given rows that waited", () -> PostponeCompaction.of(table, target.storage(), DefaultFormats.all(), WriterSettings.of(user)).run(wanted));
        CompactionJob job = CompactionJob.of(table, target.storage(), DefaultFormats.all())
                .ofPartitions(wanted)
                .withThreads(Runtime.getRuntime().availableProcessors());
        boolean compacted = compact(commit, "compacted", full ? job.fully()::run : job::run);
        if (!moved && !compacted) {
            spec.commandLine().getOut().printf("Nothing to compact in %s%n", target.name());
        }
        else {
            target.changed(table);
        }
        return 0;
    }

    private interface Job
    {
        List<CommitMessage> run()
                throws IOException;
    }

    /** Runs a job and commits what it did; whether it did anything. */
    private boolean compact(TableCommit commit, String done, Job job)
            throws CommandException, IOException
    {
        for (int attempt = 1; ; attempt++) {
            List<CommitMessage> changes = job.run();
            if (changes.isEmpty()) {
                return false;
            }
            try {
                CommitResult result = commit.commit(CommitRequest.batch(changes));
                long buckets = changes.stream().filter(message -> message.bucket() >= 0).count();
                spec.commandLine().getOut().printf("%,d buckets of %s %s, snapshot %d%n",
                        buckets, target.name(), done, result.snapshots().get(result.snapshots().size() - 1).id());
                return true;
            }
            catch (VarveException e) {
                if (e.kind() != VarveException.Kind.COMMIT_CONFLICT) {
                    throw e;
                }
                commit.discard(changes);
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Predicate<BinaryRow> wanted(TableSchema schema)
            throws CommandException
    {
        List<PartitionSpec> specs = new ArrayList<>();
        for (String partition : partitions) {
            specs.add(PartitionText.parse(partition, schema));
        }
        return partition -> specs.stream().anyMatch(spec -> spec.matches(partition, schema));
    }
}
