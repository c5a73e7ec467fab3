package dev.varve.cli;

import dev.varve.hms.CatalogSync;
import dev.varve.hms.CatalogSync.Difference;
import dev.varve.hms.HiveMetastoreCatalog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "sync",
        description = "Compare a Hive Metastore with the tables as they are, and make it know them.",
        footer = {
                "",
                "Tables, partitions, columns and options that it does not know, and statistics that are wrong, are repaired. What it knows and what is not",
                "there is only told, because it may be the store that is wrong; --drop-partitions forgets partitions. Exit code: 0 if nothing is left to do, 1 otherwise.",
        },
        mixinStandardHelpOptions = true)
final class SyncCommand
        implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private WarehouseOption warehouse;

    @Parameters(arity = "0..1", paramLabel = "DB[.TABLE]", description = "Only this database or table. Default: all.")
    private Optional<String> subject = Optional.empty();

    @Option(
            names = "--drop-partitions",
            description = "Let the metastore forget partitions that have no files, and those of tags that are not there: what expired or was deleted while it was away. No data is deleted.")
    private boolean dropPartitions;

    @Option(names = "--dry-run", description = "Only tell the differences.")
    private boolean dryRun;

    @Override
    public Integer call()
            throws CommandException
    {
        HiveMetastoreCatalog catalog = warehouse.metastore().orElseThrow(() ->
                new ParameterException(spec.commandLine(), "Missing required option: '--metastore=URI'"));
        List<Difference> found = new ArrayList<>();
        CatalogSync comparing = CatalogSync.of(catalog, dryRun, difference -> {
            found.add(difference);
            String done = difference.repairable() ? dryRun ? "can be repaired" : "repaired" : "must be looked at";
            spec.commandLine().getOut().printf("%s: %s (%s)%n", difference.subject(), difference.text(), done);
        });
        CatalogSync sync = dropPartitions ? comparing.forgettingPartitions() : comparing;
        int dot = subject.map(text -> text.indexOf('.')).orElse(-1);
        if (dot < 0) {
            sync.run(subject);
        }
        else {
            sync.run(subject.get().substring(0, dot), subject.get().substring(dot + 1));
        }
        long left = found.stream().filter(difference -> dryRun || !difference.repairable()).count();
        spec.commandLine().getOut().printf("%,d differences%s%n", found.size(), dryRun ? "" : ", %,d repaired".formatted(found.size() - left));
        return left == 0 ? 0 : Varve.FAILURE;
    }
}
