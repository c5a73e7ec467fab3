package dev.varve.write.file;

import dev.varve.error.VarveException;
import dev.varve.schema.OptionMap;

import java.util.List;
import java.util.Locale;

/**
 * Directories outside of the table that take its data files.
 *
 * @param directories URIs; empty if data files lie in the table
 */
record ExternalPaths(List<String> directories)
{
    private static final String PATHS = "data-file.external-paths";
    private static final String STRATEGY = "data-file.external-paths.strategy";
    private static final String FILE_SYSTEM = "data-file.external-paths.specific-fs";

    ExternalPaths
    {
        directories = List.copyOf(directories);
    }

    static ExternalPaths of(OptionMap options)
    {
        String strategy = options.text(STRATEGY).orElse("none").toLowerCase(Locale.ROOT);
        List<String> all = options.list(PATHS);
        if (all.isEmpty() || strategy.equals("none")) {
            return new ExternalPaths(List.of());
        }
        for (String path : all) {
            if (!path.contains(":/")) {
                throw options.bad(PATHS, "a list of URIs, such as 's3://bucket/directory'");
            }
        }
        List<String> directories = switch (strategy) {
            case "round-robin" -> all;
            case "specific-fs" -> ofFileSystem(options, all);
            default -> throw VarveException.unsupported("Option " + STRATEGY + " of the table is '" + strategy + "', supported are none, round-robin and specific-fs");
        };
        if (directories.isEmpty()) {
            throw options.bad(FILE_SYSTEM, "the scheme of a path in " + PATHS);
        }
        return new ExternalPaths(directories);
    }

    private static List<String> ofFileSystem(OptionMap options, List<String> all)
    {
        String scheme = options.text(FILE_SYSTEM).orElse("").toLowerCase(Locale.ROOT);
        return all.stream().filter(path -> path.toLowerCase(Locale.ROOT).startsWith(scheme + ":")).toList();
    }
}
