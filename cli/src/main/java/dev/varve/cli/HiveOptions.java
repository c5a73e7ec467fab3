package dev.varve.cli;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

/** The options that say which tables Hive shows; shared by the commands that start it. */
final class HiveOptions
{
    @Option(
            names = "--warehouse",
            paramLabel = "URI",
            description = "Register the tables of this warehouse: a local path, file:, or a URI that Hadoop knows, such as hdfs://.")
    private Optional<String> warehouse = Optional.empty();

    @Option(
            names = "--metastore",
            paramLabel = "URI",
            description = "Use this metastore, such as thrift://127.0.0.1:9083. Default: one that is empty and goes away.")
    private Optional<String> metastore = Optional.empty();

    Optional<String> metastore()
    {
        return metastore;
    }

    /** The warehouse as Hadoop wants it. */
    Optional<String> warehouse()
            throws CommandException
    {
        if (warehouse.isEmpty()) {
            return Optional.empty();
        }
        Warehouse location = Warehouse.parse(warehouse.get(), Path.of(""));
        // Not as a URI: Hadoop takes escapes for what they are.
        return Optional.of(location.isLocal() ? "file:" + location.location() : location.location());
    }
}
