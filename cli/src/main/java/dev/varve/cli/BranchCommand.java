package dev.varve.cli;

import dev.varve.Table;
import dev.varve.snapshot.Snapshot;
import dev.varve.write.maintain.Branches;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "branch",
        description = "Create, list, fast-forward and delete branches: tables of their own that begin with a state of another.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {BranchCommand.Create.class, BranchCommand.ListAll.class, BranchCommand.FastForward.class, BranchCommand.Delete.class})
final class BranchCommand
{
    static final class Start
    {
        @Option(names = "--from-tag", paramLabel = "TAG", description = "Begin with the state of a tag.")
        private Optional<String> tag = Optional.empty();

        @Option(names = "--from-snapshot", paramLabel = "ID", description = "Begin with a snapshot. Other engines do not know that its files are kept: prefer a tag where they expire snapshots.")
        private Optional<Long> snapshot = Optional.empty();
    }

    @Command(name = "create", description = "Create a branch.", mixinStandardHelpOptions = true)
    static final class Create
            implements Callable<Integer>
    {
        @Mixin
        private NamedTarget target;

        @ArgGroup
        private Start start = new Start();

        @Override
        public Integer call()
                throws CommandException
        {
            Branches branches = Branches.of(target.open(), target.storage());
            if (start.tag.isPresent()) {
                branches.createFromTag(target.name(), start.tag.get());
            }
            else if (start.snapshot.isPresent()) {
                branches.createFromSnapshot(target.name(), start.snapshot.get());
            }
            else {
                branches.create(target.name());
            }
            target.out().printf("Branch %s of %s created%n", target.name(), target.table());
            return 0;
        }
    }

    @Command(name = "list", description = "List the branches.", mixinStandardHelpOptions = true)
    static final class ListAll
            implements Callable<Integer>
    {
        @Mixin
        private TableTarget target;

        @Override
        public Integer call()
                throws CommandException
        {
            Branches.of(target.open(), target.storage()).names().forEach(target.out()::println);
            return 0;
        }
    }

    @Command(name = "fast-forward", description = "Make the state of a branch that of the table.", mixinStandardHelpOptions = true)
    static final class FastForward
            implements Callable<Integer>
    {
        @Mixin
        private NamedTarget target;

        @Override
        public Integer call()
                throws CommandException
        {
            Table table = target.open();
            Snapshot snapshot = Branches.of(table, target.storage()).fastForward(target.name());
            target.changed(table);
            target.out().printf("%s is at snapshot %d of branch %s now%n", target.table(), snapshot.id(), target.name());
            return 0;
        }
    }

    @Command(name = "delete", description = "Delete a branch. Its files remain until './varve remove-orphans'.", mixinStandardHelpOptions = true)
    static final class Delete
            implements Callable<Integer>
    {
        @Mixin
        private NamedTarget target;

        @Override
        public Integer call()
                throws CommandException
        {
            Branches.of(target.open(), target.storage()).delete(target.name());
            target.out().printf("Branch %s of %s deleted%n", target.name(), target.table());
            return 0;
        }
    }
}
