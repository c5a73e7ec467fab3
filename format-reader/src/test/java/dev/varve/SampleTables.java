package dev.varve;

import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.snapshot.BranchLog;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * The metadata of small tables that real Paimon wrote, without their data files: those with a version in the name were written
 * by that release, the others by 1.4.
 */
public final class SampleTables
{
    public static final List<String> NAMES = List.of(
            "expired",
            "numeric_tag",
            "partitioned_deletion_vectors",
            "v0_8_deletion_vectors",
            "v0_8_tags_branches",
            "v0_9_orc_manifests",
            "watermarks",
            "wide_deletion_vectors");

    private SampleTables() {}

    public static Table open(String name)
    {
        return open(name, new LocalStorage());
    }

    public static Table open(String name, Storage storage)
    {
        return Table.open(storage, DefaultFormats.all(), StoragePath.of(directory(name).toString()), "samples", name, BranchLog.MAIN);
    }

    public static Path directory(String name)
    {
        URL resource = requireNonNull(SampleTables.class.getResource("/tables/" + name), () -> "No sample table " + name);
        try {
            return Path.of(resource.toURI());
        }
        catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
