package dev.varve.product.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The corpora of this run, unpacked below {@code target}: the compact part of both, which is checked in, and the full ones
 * where their archives are present: in the directory that the system property {@code varve.conformance} names, or in
 * {@code ../shared/conformance} seen from the root of the repository.
 *
 * <p>The system property {@code varve.conformance.tables} leaves only the cases of tables whose names match it, a regular expression such as
 * {@code types\.(blob|variant.*)}.
 */
public final class Corpora
{
    private static final Path TARGET = Path.of("target", "conformance").toAbsolutePath();
    private static final Optional<Pattern> TABLES = Optional.ofNullable(System.getProperty("varve.conformance.tables")).map(Pattern::compile);

    private Corpora() {}

    public static synchronized List<Corpus> all()
            throws IOException
    {
        List<Corpus> corpora = new ArrayList<>(compact());
        corpora.addAll(compactHistory());
        Optional<Path> archives = archives();
        if (archives.isPresent()) {
            corpora.add(full("full", archives.get(), "warehouse.tar.zst", "expected.tar.zst", "warehouse"));
            corpora.add(full("full-legacy", archives.get(), "warehouse-legacy.tar.zst", "expected-legacy.tar.zst", "warehouse-legacy"));
        }
        else {
            System.out.println("conformance: only the compact corpora run, the full ones are not here");
        }
        return TABLES.isEmpty() ? corpora : corpora.stream().map(Corpora::ofTables).filter(corpus -> !corpus.cases().isEmpty()).toList();
    }

    private static Corpus ofTables(Corpus corpus)
    {
        return corpus.matching(conformanceCase -> TABLES.get().matcher(conformanceCase.id().substring(0, conformanceCase.id().indexOf('/'))).matches());
    }

    /** The parts that are checked in. */
    public static synchronized List<Corpus> compact()
            throws IOException
    {
        Path directory = unpacked("compact");
        List<Corpus> corpora = new ArrayList<>();
        for (String name : List.of("main", "legacy")) {
            corpora.add(Corpus.load("compact-" + name, directory.resolve(name).resolve("warehouse"), directory.resolve(name), false));
        }
        return corpora;
    }

    /** Cases about changes and system tables of the compact corpora's tables. */
    private static List<Corpus> compactHistory()
            throws IOException
    {
        Path directory = unpacked("compact-history");
        List<Corpus> corpora = new ArrayList<>();
        for (Corpus compact : compact()) {
            String name = compact.name().replace("compact-", "");
            corpora.add(Corpus.load("compact-history-" + name, compact.warehouse(), directory.resolve(name), false));
        }
        return corpora;
    }

    /** Where the archive of that name is unpacked. */
    private static Path unpacked(String name)
            throws IOException
    {
        Path directory = TARGET.resolve(name);
        if (!Files.exists(directory.resolve("complete"))) {
            Archive.delete(directory);
            Files.createDirectories(directory);
            try (InputStream archive = Corpora.class.getResourceAsStream("/conformance/" + name + ".tar.zst")) {
                Archive.unpack(archive, directory);
            }
            Files.createFile(directory.resolve("complete"));
        }
        return directory;
    }

    static Corpus full(String name, Path archives, String warehouseArchive, String expectedArchive, String warehouse)
            throws IOException
    {
        Path directory = TARGET.resolve(name);
        if (!Files.exists(directory.resolve("complete"))) {
            Archive.delete(directory);
            Files.createDirectories(directory);
            for (String archive : List.of(warehouseArchive, expectedArchive)) {
                try (InputStream input = Files.newInputStream(archives.resolve(archive))) {
                    Archive.unpack(input, directory);
                }
            }
            Files.createFile(directory.resolve("complete"));
        }
        return Corpus.load(name, directory.resolve(warehouse), directory, true);
    }

    private static Optional<Path> archives()
    {
        String property = System.getProperty("varve.conformance");
        Path directory = property == null ? Path.of("..", "..", "shared", "conformance") : Path.of(property);
        if (property != null && !Files.isDirectory(directory)) {
            throw new IllegalArgumentException("varve.conformance names a directory that does not exist: " + property);
        }
        return Optional.of(directory).filter(Files::isDirectory);
    }
}
