package dev.varve.cli;

import dev.varve.cli.inspect.ShapePage;
import dev.varve.cli.inspect.ShapeText;
import dev.varve.system.TableShape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "inspect",
        description = "Show what the files of a table look like: its levels, and how they overlap.",
        footer = {
                "",
                "Of each bucket it tells how many runs a reader must merge, at the place where most files overlap, and how much of it overlaps.",
                "Only metadata is read. Buckets with the most runs come first.",
        },
        mixinStandardHelpOptions = true)
final class InspectCommand
        implements Callable<Integer>
{
    @Mixin
    private TableTarget target;

    @Option(names = "--buckets", paramLabel = "N", defaultValue = "20", description = "How many buckets to show one by one. Default: ${DEFAULT-VALUE}.")
    private int buckets;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with a picture of the levels, which needs nothing beside it; a file that is there is replaced.")
    private Optional<Path> html = Optional.empty();

    @Override
    public Integer call()
            throws CommandException, IOException
    {
        if (buckets < 0) {
            throw new CommandException("--buckets must not be negative");
        }
        TableShape shape = TableShape.of(target.open());
        if (html.isPresent()) {
            Files.writeString(html.get(), ShapePage.of(shape, buckets).html());
            target.out().println("Written to " + html.get().toAbsolutePath());
        }
        else {
            ShapeText.of(shape, buckets).print(target.out());
        }
        return 0;
    }
}
