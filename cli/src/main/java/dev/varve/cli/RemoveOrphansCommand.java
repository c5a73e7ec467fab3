package dev.varve.cli;

import dev.varve.write.maintain.OrphanFile;
import dev.varve.write.maintain.OrphanFiles;
import dev.varve.write.maintain.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

@Command(
        name = "remove-orphans",
        description = "Remove files of a table that nothing refers to: what stopped jobs and rollbacks left.",
        footer = {"", "Jobs that are running have files, too, that nothing refers to yet: --older-than must be longer than any of them takes to commit."},
        mixinStandardHelpOptions = true)
final class RemoveOrphansCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private TableTarget target;

    @Option(names = "--dry-run", description = "Only list them.")
    private boolean dryRun;

    @Option(names = "--older-than", paramLabel = "TIME", converter = TimeSpan.Converter.class, defaultValue = "1 d", description = "Only files that were not changed for so long. Default: ${DEFAULT-VALUE}.")
    private Duration olderThan;

    @Option(
            names = "--external",
            description = "Also in the directories of option data-file.external-paths of the table. Only if no other table has the same ones: its files would be orphans of this.")
    private boolean external;

    @Override
    public Integer call()
            throws CommandException
    {
        PrintWriter out = spec.commandLine().getOut();
        OrphanFiles orphans = OrphanFiles.of(target.open(), target.storage());
        orphans = external ? orphans.withExternalPaths() : orphans;
        Instant before = Instant.now().minus(olderThan);
        Consumer<OrphanFile> listing = file -> out.printf("%s  %,d bytes%n", file.path(), file.size());
        OrphanFiles.Summary summary = dryRun ? orphans.find(before, listing, Progress.SILENT) : orphans.remove(before, listing, Progress.SILENT);
        out.printf("%,d files with %,d bytes %s%n", summary.files(), summary.bytes(), dryRun ? "could be removed" : "removed");
        if (!summary.left().isEmpty()) {
            throw new CommandException("%,d files could not be deleted, such as %s: run again when the store allows it".formatted(summary.left().size(), summary.left().get(0)));
        }
        return 0;
    }
}
