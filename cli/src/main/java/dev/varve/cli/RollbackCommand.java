package dev.varve.cli;

import dev.varve.Table;
import dev.varve.snapshot.Snapshot;
import dev.varve.write.maintain.Rollback;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "rollback",
        description = "Take a table back to an earlier state. What was committed after it is gone.",
        footer = {"", "The files of what is gone remain until './varve remove-orphans'."},
        mixinStandardHelpOptions = true)
final class RollbackCommand
        implements Callable<Integer>
{
    static final class Target
    {
        @Option(names = "--snapshot", paramLabel = "ID", description = "To the snapshot of that id.")
        private Optional<Long> snapshot = Optional.empty();

        @Option(names = "--tag", paramLabel = "NAME", description = "To the state of a tag.")
        private Optional<String> tag = Optional.empty();
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private TableTarget target;

    @ArgGroup(multiplicity = "1")
    private Target state;

    @Override
    public Integer call()
            throws CommandException
    {
        Table table = target.open();
        Rollback rollback = Rollback.of(table, target.storage());
        Snapshot snapshot = state.tag.isPresent() ? rollback.toTag(state.tag.get()) : rollback.toSnapshot(state.snapshot.orElseThrow());
        target.changed(table);
        spec.commandLine().getOut().printf("%s is at snapshot %d now%n", target.name(), snapshot.id());
        return 0;
    }
}
