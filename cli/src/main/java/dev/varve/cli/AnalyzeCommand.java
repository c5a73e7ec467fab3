package dev.varve.cli;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.snapshot.Snapshot;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.TableAnalysis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "analyze",
        description = "Read a table and keep what optimizers ask: rows, and for columns distinct values, nulls, bounds and sizes.",
        mixinStandardHelpOptions = true)
final class AnalyzeCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private TableTarget target;

    @Option(names = "--column", paramLabel = "NAME", split = ",", description = "Only these columns; repeat for more. Default: all but those of type BLOB.")
    private List<String> columns = List.of();

    @Option(names = "--rows-only", description = "Only count the rows.")
    private boolean rowsOnly;

    @Override
    public Integer call()
            throws CommandException
    {
        if (rowsOnly && !columns.isEmpty()) {
            throw new CommandException("--rows-only and --column contradict each other");
        }
        Table table = target.open();
        TableAnalysis analysis = TableAnalysis.of(table, target.storage(), DefaultFormats.all(), target.lock());
        Optional<Snapshot> snapshot = columns.isEmpty() && !rowsOnly ? analysis.analyze(Progress.SILENT) : analysis.analyze(columns, Progress.SILENT);
        if (snapshot.isEmpty()) {
            spec.commandLine().getOut().printf("%s has no rows to analyze%n", target.name());
            return 0;
        }
        spec.commandLine().getOut().printf("%s analyzed, snapshot %d%n", target.name(), snapshot.get().id());
        return 0;
    }
}
