package dev.varve.product.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.product.paimon.PaimonReader;
import dev.varve.product.rows.RowSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the archive of those cases about changes, streams, audits and system tables that the tables of the compact corpora can answer, which have few
 * snapshots left: of every table one, of another kind each time. Only cases that real Paimon answers as expected are taken, and which a hash can tell.
 *
 * <p>Arguments: the directory of the archives of the full corpora, and the archive to write. To be run in UTC, in which system tables show times.
 */
public final class CompactHistory
{
    private static final ObjectMapper JSON = new ObjectMapper();

    private CompactHistory() {}

    public static void main(String[] arguments)
            throws Exception
    {
        Path archives = Path.of(arguments[0]);
        Path target = Path.of("target", "conformance", "new-compact-history").toAbsolutePath();
        Archive.delete(target);
        List<Corpus> compact = Corpora.compact();
        make(Corpora.full("full", archives, "warehouse.tar.zst", "expected.tar.zst", "warehouse"), compact.get(0), target.resolve("main"));
        make(Corpora.full("full-legacy", archives, "warehouse-legacy.tar.zst", "expected-legacy.tar.zst", "warehouse-legacy"), compact.get(1), target.resolve("legacy"));
        Archive.pack(target, Path.of(arguments[1]));
        System.out.printf("%s has %,d bytes%n", arguments[1], Files.size(Path.of(arguments[1])));
    }

    private static void make(Corpus full, Corpus compact, Path target)
            throws IOException
    {
        Map<String, Map<String, List<ConformanceCase>>> tables = new LinkedHashMap<>();
        for (ConformanceCase candidate : full.cases()) {
            if (!candidate.kind().equals("read") && !candidate.isCount() && candidate.unorderedArrays().isEmpty()) {
                String table = candidate.id().substring(0, candidate.id().indexOf('/'));
                tables.computeIfAbsent(table, any -> new LinkedHashMap<>()).computeIfAbsent(family(candidate), any -> new ArrayList<>()).add(candidate);
            }
        }
        Set<String> selected = new HashSet<>();
        try (RowSource paimon = PaimonReader.open(compact.warehouse())) {
            CaseClient client = CaseClient.of(paimon);
            int turn = 0;
            for (Map<String, List<ConformanceCase>> families : tables.values()) {
                List<String> names = List.copyOf(families.keySet());
                for (int i = 0; i < names.size() && !selectOne(compact, client, families.get(names.get((turn + i) % names.size())), selected); i++) {
                    // The next kind, then.
                }
                turn++;
            }
        }
        write(full, selected, target);
    }

    private static String family(ConformanceCase candidate)
    {
        String request = candidate.request().table();
        return candidate.isSystem() ? request.substring(request.indexOf('$')) : candidate.kind();
    }

    private static boolean selectOne(Corpus compact, CaseClient client, List<ConformanceCase> candidates, Set<String> selected)
    {
        for (ConformanceCase candidate : candidates.reversed()) {
            if (isAnswered(compact, client, candidate)) {
                selected.add(candidate.id());
                return true;
            }
        }
        return false;
    }

    private static boolean isAnswered(Corpus compact, CaseClient client, ConformanceCase candidate)
    {
        try {
            return compact.hasExpectedHash(candidate, client.rows(candidate));
        }
        catch (Exception e) {
            return false;
        }
    }

    private static void write(Corpus full, Set<String> selected, Path target)
            throws IOException
    {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(full.directory().resolve("cases.jsonl"))) {
            ObjectNode json = (ObjectNode) JSON.readTree(line);
            if (selected.contains(json.get("id").textValue())) {
                json.remove("expected");
                lines.add(json.toString());
            }
        }
        Files.createDirectories(target);
        Files.write(target.resolve("cases.jsonl"), lines);
        System.out.printf("%s: %,d cases%n", full.name(), lines.size());
    }
}
