package dev.varve.cli;

import dev.varve.schema.TableSchema;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.CommitResult;
import dev.varve.write.commit.PartitionSpec;
import dev.varve.write.commit.TableCommit;

import static java.util.Objects.requireNonNull;

/**
 * What becomes of the rows that were there before.
 *
 * @param replaces whether some are replaced
 */
record LoadMode(boolean replaces, Publication publication)
{
    /** Rows are added to them. */
    static final LoadMode ADDING = new LoadMode(false, TableCommit::commit);

    private static final String TABLE = "table";
    private static final String DYNAMIC = "dynamic";

    LoadMode
    {
        requireNonNull(publication, "publication is null");
    }

    @FunctionalInterface
    interface Publication
    {
        CommitResult commit(TableCommit commit, CommitRequest request);
    }

    /** What to replace, as users write it: {@code table}, {@code dynamic}, or a {@linkplain PartitionText partition}. */
    static LoadMode replacing(String text, TableSchema schema)
            throws CommandException
    {
        if (text.equals(TABLE)) {
            return new LoadMode(true, (commit, request) -> commit.overwrite(request, PartitionSpec.ALL));
        }
        if (schema.partitionKeys().isEmpty()) {
            throw new CommandException("The table has no partitions: --overwrite %s replaces all of its rows".formatted(TABLE));
        }
        if (text.equals(DYNAMIC)) {
            return new LoadMode(true, TableCommit::overwritePartitions);
        }
        PartitionSpec spec = PartitionText.parse(text, schema);
        return new LoadMode(true, (commit, request) -> commit.overwrite(request, spec));
    }
}
