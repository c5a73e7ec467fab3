package dev.varve.cli;

import dev.varve.Table;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.CommitResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.UUID;
import java.util.concurrent.Callable;

@Command(
        name = "truncate",
        description = "Remove all rows of a table. Older snapshots and tags still have them.",
        mixinStandardHelpOptions = true)
final class TruncateCommand
        implements Callable<Integer>
{
    @Mixin
    private TableTarget target;

    @Override
    public Integer call()
            throws CommandException
    {
        Table table = target.open();
        CommitResult result = target.commit(table, "varve-truncate-" + UUID.randomUUID()).truncate(CommitRequest.BATCH);
        target.changed(table);
        target.out().printf("%s has no rows any more, snapshot %d%n", target.name(), result.snapshots().get(0).id());
        return 0;
    }
}
