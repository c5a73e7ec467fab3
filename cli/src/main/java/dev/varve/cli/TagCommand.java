package dev.varve.cli;

import dev.varve.Table;
import dev.varve.snapshot.Tag;
import dev.varve.snapshot.VersionSelector;
import dev.varve.write.maintain.Deletions;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.Tags;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "tag",
        description = "Create, list, rename and delete tags: names for states of a table, which stay readable.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TagCommand.Create.class, TagCommand.ListAll.class, TagCommand.Rename.class, TagCommand.Delete.class})
final class TagCommand
{
    /** The state that a tag names, or that a table goes back to. */
    static final class Version
    {
        @Option(names = "--snapshot", paramLabel = "ID", description = "The snapshot of that id.")
        private Optional<Long> snapshot = Optional.empty();

        @Option(names = "--at", paramLabel = "MILLIS", description = "The newest snapshot that was not made after that time, in milliseconds since 1970.")
        private Optional<Long> time = Optional.empty();

        VersionSelector selector()
        {
            if (snapshot.isPresent()) {
                return new VersionSelector.SnapshotId(snapshot.get());
            }
            return time.isPresent() ? new VersionSelector.AtTime(time.get()) : VersionSelector.LATEST;
        }
    }

    @Command(name = "create", description = "Create a tag.", mixinStandardHelpOptions = true)
    static final class Create
            implements Callable<Integer>
    {
        @Mixin
        private NamedTarget target;

        @ArgGroup
        private Version version = new Version();

        @Option(names = "--retain", paramLabel = "TIME", converter = TimeSpan.Converter.class, description = "How long, such as '7 d'; after that the tag may be removed. Default: option tag.default-time-retained of the table, else for ever.")
        private Optional<Duration> retain = Optional.empty();

        @Option(names = "--replace", description = "Let the tag name another state if it is there.")
        private boolean replace;

        @Override
        public Integer call()
                throws CommandException
        {
            Table table = target.open();
            Tags tags = Tags.of(table, target.storage(), target.lock());
            boolean exists = replace && tags.all().stream().anyMatch(tag -> tag.name().equals(target.name()));
            Tag tag = exists ? tags.replace(target.name(), version.selector(), retain) : tags.create(target.name(), version.selector(), retain);
            target.changed(table);
            target.out().printf("Tag %s of %s is snapshot %d%n", target.name(), target.table(), tag.snapshot().id());
            return 0;
        }
    }

    @Command(name = "list", description = "List the tags.", mixinStandardHelpOptions = true)
    static final class ListAll
            implements Callable<Integer>
    {
        @Mixin
        private TableTarget target;

        @Override
        public Integer call()
                throws CommandException
        {
            for (Tag tag : Tags.of(target.open(), target.storage()).all()) {
                target.out().printf("%s  snapshot %d%s%n", tag.name(), tag.snapshot().id(), tag.retained().map(time -> ", kept for " + time).orElse(""));
            }
            return 0;
        }
    }

    @Command(name = "rename", description = "Give a tag another name.", mixinStandardHelpOptions = true)
    static final class Rename
            implements Callable<Integer>
    {
        @Mixin
        private NamedTarget target;

        @Parameters(index = "2", paramLabel = "NEW", description = "Its new name.")
        private String newName;

        @Override
        public Integer call()
                throws CommandException
        {
            Table table = target.open();
            Tags.of(table, target.storage(), target.lock()).rename(target.name(), newName);
            target.changed(table);
            target.out().printf("Tag %s of %s is %s now%n", target.name(), target.table(), newName);
            return 0;
        }
    }

    @Command(name = "delete", description = "Delete a tag, and the files that only it has kept.", mixinStandardHelpOptions = true)
    static final class Delete
            implements Callable<Integer>
    {
        @Mixin
        private NamedTarget target;

        @Override
        public Integer call()
                throws CommandException
        {
            Table table = target.open();
            Deletions deletions = Tags.of(table, target.storage()).delete(target.name(), Progress.SILENT);
            target.changed(table);
            target.out().printf("Tag %s of %s deleted%s%n", target.name(), target.table(), FileReport.of(deletions));
            return 0;
        }
    }
}
