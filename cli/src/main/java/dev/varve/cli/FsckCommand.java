package dev.varve.cli;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.write.maintain.Finding;
import dev.varve.write.maintain.Hints;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.TableCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

@Command(
        name = "fsck",
        description = "Check a table: that all it refers to is there, and true.",
        footer = {"", "All branches, snapshots and tags are checked, and nothing is changed without --repair-hints. Exit code: 1 when something is wrong."},
        mixinStandardHelpOptions = true)
final class FsckCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private TableTarget target;

    @Option(names = "--metadata-only", description = "Do not read the data files, only look whether they are there and have their size.")
    private boolean metadataOnly;

    @Option(names = "--notes", description = "Tell what is merely worth knowing, too, such as files that nothing refers to.")
    private boolean notes;

    @Option(names = "--repair-hints", description = "Write the files that say which snapshots are the oldest and the newest again if they are not true.")
    private boolean repairHints;

    @Override
    public Integer call()
            throws CommandException
    {
        PrintWriter out = spec.commandLine().getOut();
        Table table = target.open();
        if (repairHints && Hints.of(table, target.storage()).repair()) {
            out.println("Hints repaired");
        }
        Consumer<Finding> listing = finding -> {
            if (notes || finding.severity() != Finding.Severity.NOTE) {
                out.println(finding);
            }
        };
        TableCheck.Summary summary = TableCheck.of(table, target.storage(), DefaultFormats.all()).check(metadataOnly, listing, Progress.SILENT);
        out.printf("%,d states and %,d data files checked: %,d errors, %,d warnings%n", summary.states(), summary.dataFiles(), summary.errors(), summary.warnings());
        return summary.errors() == 0 ? 0 : Varve.FAILURE;
    }
}
