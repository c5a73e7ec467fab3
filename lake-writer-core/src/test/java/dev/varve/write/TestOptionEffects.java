package dev.varve.write;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.error.VarveException;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.VersionSelector;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.Field;
import dev.varve.type.IntType;
import dev.varve.type.RowType;
import dev.varve.type.VarBinaryType;
import dev.varve.type.VariantType;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.compact.CompactionJob;
import dev.varve.write.maintain.Tags;
import dev.varve.write.schema.SchemaCheck;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.options.ConfigOption;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That no option of Paimon's which changes what is written is passed over in silence. {@code option-effects.txt} says what becomes of each; options
 * that a new version of Paimon brings are missing there, and fail the test until somebody has decided about them.
 */
public class TestOptionEffects
{
    private final LocalStorage storage = new LocalStorage();
    private final Map<String, String> effects = new TreeMap<>();
    private Path directory;

    @BeforeClass
    public void readEffects()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-options");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(getClass().getResourceAsStream("option-effects.txt"), StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                int blank = line.indexOf(' ');
                effects.put(line.substring(0, blank), line.substring(blank + 1));
            });
        }
    }

    @AfterClass(alwaysRun = true)
    public void removeDirectory()
            throws IOException
    {
        storage.deleteDirectory(StoragePath.of(directory.toString()));
    }

    @Test
    public void eachOptionIsDecidedAbout()
    {
        assertThat(effects.keySet()).containsExactlyInAnyOrderElementsOf(CoreOptions.getOptions().stream().map(ConfigOption::key).toList());
        effects.forEach((name, effect) -> assertThat(effect).as(name).matches("honoured|refused .+|none .+"));
    }

    @Test
    public void honouredOptionsAreAskedFor()
            throws Exception
    {
        String classes = constantsOf(TableOptions.class) + constantsOf(TableWriter.class);
        List<String> forgotten = effects.keySet().stream()
                .filter(name -> effects.get(name).equals("honoured") && !classes.contains(name))
                .toList();
        assertThat(forgotten).isEmpty();
    }

    /** All classes that are built with a class, as Latin-1. */
    private static String constantsOf(Class<?> type)
            throws IOException, URISyntaxException
    {
        URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
        if (Files.isDirectory(Path.of(place))) {
            return contentsOf(Path.of(place));
        }
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(place))) {
            return contentsOf(jar.getPath("/"));
        }
    }

    private static String contentsOf(Path root)
            throws IOException
    {
        try (Stream<Path> files = Files.walk(root)) {
            StringBuilder contents = new StringBuilder();
            for (Path file : files.filter(file -> file.toString().endsWith(".class")).collect(Collectors.toList())) {
                contents.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return contents.toString();
        }
    }

    @Test
    public void refusedOptionsAreRefused()
            throws IOException
    {
        for (Map.Entry<String, String> effect : effects.entrySet()) {
            if (effect.getValue().startsWith("refused ")) {
                assertThat(refusal(Map.of(effect.getKey(), effect.getValue().substring("refused ".length())))).as(effect.getKey()).contains(effect.getKey());
            }
        }
        assertThat(refusal(Map.of("metadata.iceberg.storage", "hive-catalog"))).contains("metadata.iceberg.storage");
        assertThat(refusal(Map.of("parquet.variant.shreddingSchema", "{}"))).contains("shreddingSchema");
    }

    @Test
    public void whatLeavesNothingUndoneIsTaken()
            throws IOException
    {
        assertThat(refusal(Map.of())).isEmpty();
        assertThat(refusal(Map.of("tag.automatic-creation", "process-time", "write-only", "true"))).isEmpty();
        assertThat(refusal(Map.of("tag.automatic-creation", "batch"))).isEmpty();
        assertThat(refusal(Map.of("tag.automatic-creation", "watermark", "tag.creation-delay", "23 h"))).isEmpty();
        assertThat(refusal(Map.of("metadata.iceberg.storage", "disabled", "variant.inferShreddingSchema", "false"))).isEmpty();
    }

    /** Why a table of such options cannot be created, written, compacted, committed to or tagged; empty if it can. */
    private String refusal(Map<String, String> options)
            throws IOException
    {
        TableSchema schema = new TableSchema(
                3, 0, RowType.of(List.of(new Field(0, "k", new IntType(true)), new Field(1, "v", new VarBinaryType(VarBinaryType.UNBOUNDED, true)), new Field(2, "w", new VariantType(true)))), 2,
                List.of(), List.of(), options, Optional.empty(), 0);
        StoragePath location = StoragePath.of(Files.createTempDirectory(directory, "table").toString());
        SchemaLog.of(storage, location).create(storage, schema);
        Table table = Table.open(storage, location, "db", "t");
        try {
            SchemaCheck.require(schema);
            try (TableWriter writer = TableWriter.open(table, storage, WriterSettings.of("test"))) {
                writer.appender().set(0, 1L).append();
                TableCommit.open(table, storage, "test").commit(CommitRequest.batch(writer.prepareCommit(true, CommitRequest.BATCH)));
            }
            CompactionJob.of(table, storage, DefaultFormats.all()).fully().run();
            Tags.of(table, storage).create("tag", new VersionSelector.Latest(), Optional.empty());
            return "";
        }
        catch (VarveException e) {
            return e.getMessage();
        }
    }
}
