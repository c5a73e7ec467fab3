package dev.varve.product.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.product.paimon.PaimonReader;
import dev.varve.product.rows.RowSource;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.options.ExpireConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the compact corpora that are checked in from the full ones: every table with its last snapshots and all of its tags and
 * branches, older snapshots expired by Paimon itself, and of its cases the latest rows, the count, a projection, two predicates,
 * an older snapshot, a timestamp, the tags and the branches. Only cases that real Paimon still answers as expected are taken.
 * Expected rows are kept only where their hash cannot tell them, which is where arrays have no order. The tables of file
 * indexes are left out, because they are large.
 *
 * <p>Arguments: the directory of the archives of the full corpora, and the archive to write.
 */
public final class CompactCorpus
{
    private static final int SNAPSHOTS = 2;
    private static final String LEFT_OUT = "feat.file_index";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Corpus full;
    private final Path target;

    private CompactCorpus(Corpus full, Path target)
    {
        this.full = full;
        this.target = target;
    }

    public static void main(String[] arguments)
            throws Exception
    {
        Path archives = Path.of(arguments[0]);
        Path target = Path.of("target", "conformance", "new-compact").toAbsolutePath();
        Archive.delete(target);
        new CompactCorpus(Corpora.full("full", archives, "warehouse.tar.zst", "expected.tar.zst", "warehouse"), target.resolve("main")).make();
        new CompactCorpus(Corpora.full("full-legacy", archives, "warehouse-legacy.tar.zst", "expected-legacy.tar.zst", "warehouse-legacy"), target.resolve("legacy")).make();
        Archive.pack(target, Path.of(arguments[1]));
        System.out.printf("%s has %,d bytes%n", arguments[1], Files.size(Path.of(arguments[1])));
    }

    private void make()
            throws Exception
    {
        Map<String, List<ConformanceCase>> tables = casesByTable();
        copyTables(tables.keySet());
        Set<String> selected = new HashSet<>();
        try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse().toUri())));
                RowSource paimon = PaimonReader.open(warehouse())) {
            CaseClient client = CaseClient.of(paimon);
            for (Map.Entry<String, List<ConformanceCase>> table : tables.entrySet()) {
                expire(catalog, table.getValue().getFirst());
                List<ConformanceCase> cases = select(client, table.getKey(), table.getValue());
                cases.forEach(conformanceCase -> selected.add(conformanceCase.id()));
            }
        }
        write(selected);
    }

    private Path warehouse()
    {
        return target.resolve("warehouse");
    }

    private Map<String, List<ConformanceCase>> casesByTable()
    {
        Map<String, List<ConformanceCase>> tables = new LinkedHashMap<>();
        for (ConformanceCase conformanceCase : full.cases()) {
            if (conformanceCase.isSystem()) {
                continue;
            }
            tables.computeIfAbsent(conformanceCase.database() + "." + conformanceCase.request().table(), _ -> new ArrayList<>()).add(conformanceCase);
        }
        tables.keySet().removeIf(table -> table.startsWith(LEFT_OUT));
        return tables;
    }

    private static void expire(Catalog catalog, ConformanceCase anyCase)
            throws Catalog.TableNotExistException
    {
        ExpireConfig config = ExpireConfig.builder()
                .snapshotRetainMin(SNAPSHOTS)
                .snapshotRetainMax(SNAPSHOTS)
                .snapshotTimeRetain(Duration.ZERO)
                .snapshotMaxDeletes(Integer.MAX_VALUE)
                .build();
        catalog.getTable(Identifier.create(anyCase.database(), anyCase.request().table())).newExpireSnapshots().config(config).expire();
    }

    private List<ConformanceCase> select(CaseClient client, String table, List<ConformanceCase> cases)
            throws IOException
    {
        List<ConformanceCase> rotated = new ArrayList<>(cases);
        Collections.rotate(rotated, Math.floorMod(table.hashCode(), cases.size()));
        List<ConformanceCase> selected = new ArrayList<>();
        for (Family family : Family.values()) {
            int taken = 0;
            for (ConformanceCase candidate : family == Family.SNAPSHOT ? cases.reversed() : rotated) {
                if (taken < family.limit && family == Family.of(candidate) && isInteresting(candidate) && isAnswered(client, candidate)) {
                    selected.add(candidate);
                    taken++;
                }
            }
        }
        if (selected.isEmpty()) {
            throw new IOException("Paimon answers no case of " + table + " after older snapshots expired");
        }
        return selected;
    }

    private static boolean isInteresting(ConformanceCase candidate)
    {
        return Family.of(candidate) != Family.PREDICATE || candidate.rows() > 0;
    }

    private boolean isAnswered(CaseClient client, ConformanceCase candidate)
    {
        try {
            return full.difference(candidate, client.rows(candidate)).isEmpty();
        }
        catch (Exception e) {
            return false;
        }
    }

    private void copyTables(Set<String> tables)
            throws IOException
    {
        for (String table : tables) {
            Path original = full.warehouse().resolve(table.replaceFirst("\\.", ".db/"));
            try (Stream<Path> files = Files.walk(original)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy = warehouse().resolve(full.warehouse().relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
    }

    private void write(Set<String> selected)
            throws IOException
    {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(full.directory().resolve("cases.jsonl"))) {
            ObjectNode json = (ObjectNode) JSON.readTree(line);
            if (selected.contains(json.get("id").textValue())) {
                if (json.has("unordered_array_columns")) {
                    Path expected = Path.of(json.get("expected").textValue());
                    Files.createDirectories(target.resolve(expected).getParent());
                    Files.copy(full.directory().resolve(expected), target.resolve(expected), StandardCopyOption.REPLACE_EXISTING);
                }
                else {
                    json.remove("expected");
                }
                lines.add(json.toString());
            }
        }
        Files.write(target.resolve("cases.jsonl"), lines);
        System.out.printf("%s: %,d cases%n", full.name(), lines.size());
    }

    /** Cases of which some are taken of every table. */
    private enum Family
    {
        LATEST("latest", 1),
        COUNT("count", 1),
        PROJECTION("projection", 1),
        PREDICATE("where", 2),
        SNAPSHOT("snapshot", 2),
        TIMESTAMP("timestamp", 1),
        TAG("tag", 10),
        BRANCH("branch", 10),
        INCREMENTAL("incremental", 4),
        STREAM("stream", 1),
        AUDIT("audit", 1);

        private final String prefix;
        private final int limit;

        Family(String prefix, int limit)
        {
            this.prefix = prefix;
            this.limit = limit;
        }

        static Family of(ConformanceCase conformanceCase)
        {
            String name = conformanceCase.id().substring(conformanceCase.id().indexOf('/') + 1);
            return Arrays.stream(values()).filter(family -> name.startsWith(family.prefix)).findFirst().orElseThrow();
        }
    }
}
