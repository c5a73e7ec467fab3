package dev.varve.cli;

import dev.varve.Table;
import dev.varve.snapshot.Snapshot;
import dev.varve.snapshot.Snapshot.ListFile;
import dev.varve.write.maintain.Branches;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

    @Command(
            name = "fast-forward",
            description = "Make the state of a branch that of the table. What was committed to the table since the branch was made is gone, and is told.",
            mixinStandardHelpOptions = true)
    static final class FastForward
            implements Callable<Integer>
    {
        @Mixin
        private NamedTarget target;

        @Override
        public Integer call()
                throws CommandException, IOException
        {
            Table main = target.open();
            Map<Long, ListFile> snapshots = snapshots(main);
            List<String> tags = new ArrayList<>(main.tags().names());
            Snapshot snapshot = Branches.of(main, target.storage()).fastForward(target.name());
            snapshots.entrySet().removeAll(snapshots(main).entrySet());
            tags.removeAll(main.tags().names());
            target.changed(main);
            target.out().printf("%s is at snapshot %d of branch %s now%s%n", target.table(), snapshot.id(), target.name(), gone(snapshots.keySet(), tags));
            return 0;
        }

        /** What tells snapshots of the same id apart. */
        private static Map<Long, ListFile> snapshots(Table table)
                throws IOException
        {
            Map<Long, ListFile> lists = new TreeMap<>();
            for (long id : table.snapshots().ids()) {
                table.snapshots().find(id).ifPresent(snapshot -> lists.put(id, snapshot.baseManifestList()));
            }
            return lists;
        }

        private static String gone(Set<Long> snapshots, List<String> tags)
        {
            if (snapshots.isEmpty() && tags.isEmpty()) {
                return "";
            }
            return "; gone are, as the branch has them not, its snapshots " + snapshots + (tags.isEmpty() ? "" : " and tags " + tags);
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
