package dev.varve.cli;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.row.BinaryRow;
import dev.varve.row.PartitionPath;
import dev.varve.schema.FileLayout;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.write.commit.CommitMessage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.CommitResult;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.compact.CompactionJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
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

    @Option(names = "--partition", paramLabel = "K=V", split = ",", description = "Only partitions with that value, as in the names of their directories; repeat for more columns.")
    private List<String> partition = List.of();

    @Override
    public Integer call()
            throws CommandException, IOException
    {
        Table table = target.open();
        TableCommit commit = TableCommit.open(table, target.storage(), "varve-compact-" + UUID.randomUUID());
        for (int attempt = 1; ; attempt++) {
            List<CommitMessage> changes = job(table).run();
            if (changes.isEmpty()) {
                spec.commandLine().getOut().printf("Nothing to compact in %s%n", target.name());
                return 0;
            }
            try {
                CommitResult result = commit.commit(CommitRequest.batch(changes));
                spec.commandLine().getOut().printf("%,d buckets of %s compacted, snapshot %d%n",
                        changes.size(), target.name(), result.snapshots().get(result.snapshots().size() - 1).id());
                return 0;
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

    private CompactionJob job(Table table)
            throws CommandException
    {
        CompactionJob job = CompactionJob.of(table, target.storage(), DefaultFormats.all());
        if (!partition.isEmpty()) {
            job = job.ofPartitions(partitions(table.latestSchema()));
        }
        return full ? job.fully() : job;
    }

    private Predicate<BinaryRow> partitions(TableSchema schema)
            throws CommandException
    {
        for (String condition : partition) {
            if (!schema.partitionKeys().contains(condition.split("=", 2)[0])) {
                throw new CommandException("--partition %s names no partition column of %s, which has %s".formatted(condition, target.name(), schema.partitionKeys()));
            }
        }
        FileLayout layout = TableOptions.of(schema).layout();
        PartitionPath paths = new PartitionPath(schema.partitionFields(), layout.defaultPartitionName(), layout.legacyPartitionNames());
        return row -> List.of(paths.of(row).split("/")).containsAll(partition);
    }
}
