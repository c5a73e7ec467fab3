package dev.varve.cli;

import dev.varve.Table;
import dev.varve.row.BinaryRow;
import dev.varve.row.PartitionPath;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.write.bucket.BucketId;
import dev.varve.write.bucket.LiveBuckets;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.CommitResult;
import dev.varve.write.commit.PartitionSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

@Command(
        name = "drop-partition",
        description = "Remove all rows of partitions. Older snapshots and tags still have them.",
        footer = {"", "Values are written as in an input, null is __DEFAULT_PARTITION__ (option partition.default-name)."},
        mixinStandardHelpOptions = true)
final class DropPartitionCommand
        implements Callable<Integer>
{
    @Mixin
    private TableTarget target;

    @Option(
            names = "--partition",
            paramLabel = "K=V[,K=V]",
            required = true,
            description = "The partitions with these values, such as dt=2024-01-31,country=NZ; columns that are left out may have any. Repeat for more partitions.")
    private List<String> partitions;

    @Override
    public Integer call()
            throws CommandException, IOException
    {
        Table table = target.open();
        TableSchema schema = table.latestSchema();
        List<PartitionSpec> specs = new ArrayList<>();
        for (String partition : partitions) {
            specs.add(PartitionText.parse(partition, schema));
        }
        List<String> dropped = LiveBuckets.of(table.manifests(), schema, table.snapshots().latest())
                .readAll(partition -> specs.stream().anyMatch(spec -> spec.matches(partition, schema)), false)
                .keySet().stream()
                .map(BucketId::partition)
                .distinct()
                .map(partition -> path(schema, partition))
                .sorted()
                .toList();
        if (dropped.isEmpty()) {
            target.out().printf("Nothing to drop: %s has no rows in %s%n", target.name(), String.join(" and ", partitions));
            return 0;
        }
        CommitResult result = target.commit(table, "varve-drop-partition-" + UUID.randomUUID()).dropPartitions(CommitRequest.BATCH, specs);
        target.changed(table);
        target.out().printf("%,d partitions of %s dropped: %s, snapshot %d%n", dropped.size(), target.name(), String.join(", ", dropped), result.snapshots().get(0).id());
        return 0;
    }

    private static String path(TableSchema schema, BinaryRow partition)
    {
        return new PartitionPath(schema.partitionFields(), TableOptions.layoutOf(schema).defaultPartitionName(), false).of(partition);
    }
}
