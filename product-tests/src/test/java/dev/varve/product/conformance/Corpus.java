package dev.varve.product.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.product.paimon.PaimonReader;
import dev.varve.product.rows.RowSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import static java.util.Objects.requireNonNull;

/**
 * A warehouse and the cases that are asked of it.
 *
 * @param directory holds {@code cases.jsonl} and the files of expected rows
 * @param complete whether it has every case there is
 */
public record Corpus(String name, Path warehouse, Path directory, List<ConformanceCase> cases, boolean complete)
{
    private static final String ROOT = "${WAREHOUSE}";
    /** A statistic as Double.toString had it before Java 19, and what it has been since. */
    private static final String OLD_DOUBLE = "1.9999999999999998E23";
    private static final String NEW_DOUBLE = "2.0E23";
    private static final ObjectMapper JSON = new ObjectMapper();

    public Corpus
    {
        requireNonNull(name, "name is null");
        cases = List.copyOf(cases);
    }

    /** The cases that can be asked in SQL. */
    Corpus inSql()
    {
        return matching(conformanceCase -> conformanceCase.sql().isPresent());
    }

    Corpus matching(Predicate<ConformanceCase> condition)
    {
        return new Corpus(name, warehouse, directory, cases.stream().filter(condition).toList(), complete);
    }

    /** One case of so many. */
    Corpus sample(int every)
    {
        return every == 1
                ? this
                : new Corpus(
                        name + "-1-in-" + every,
                        warehouse,
                        directory,
                        IntStream.range(0, cases.size()).filter(i -> i % every == 0).mapToObj(cases::get).toList(),
                        false);
    }

    static Corpus load(String name, Path warehouse, Path directory, boolean complete)
            throws IOException
    {
        List<ConformanceCase> cases = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("cases.jsonl"))) {
            ConformanceCase.parse(JSON.readTree(line)).ifPresent(cases::add);
        }
        if (cases.isEmpty()) {
            throw new IOException("The corpus has no cases: " + directory);
        }
        return new Corpus(name, warehouse, directory, cases, complete);
    }

    /** What tells the rows from those that the case expects. */
    Optional<String> difference(ConformanceCase conformanceCase, RowSet answer)
            throws Exception
    {
        RowSet rows = conformanceCase.isSystem() ? withoutWarehouse(answer) : answer;
        if (conformanceCase.unorderedArrays().isEmpty() && rows.sha256().equals(conformanceCase.sha256())) {
            return Optional.empty();
        }
        return rows.withSortedArrays(conformanceCase.unorderedArrays())
                .differenceTo(expected(conformanceCase).withSortedArrays(conformanceCase.unorderedArrays()));
    }

    /** Whether the rows are those that the case had when the corpus was made, which are not on file. */
    boolean hasExpectedHash(ConformanceCase conformanceCase, RowSet answer)
    {
        return (conformanceCase.isSystem() ? withoutWarehouse(answer) : answer).sha256().equals(conformanceCase.sha256());
    }

    /** Paths below the warehouse as the cases write them. */
    private RowSet withoutWarehouse(RowSet rows)
    {
        String directory = warehouse.toString();
        return rows.replacing("file://" + directory, ROOT).replacing("file:" + directory, ROOT).replacing(directory, ROOT);
    }

    /** The rows that are on file, or else those of real Paimon, which had the hash of the case when the corpus was made. */
    private RowSet expected(ConformanceCase conformanceCase)
            throws Exception
    {
        if (conformanceCase.expected().isPresent()) {
            RowSet rows = RowSet.parse(Files.readString(directory.resolve(conformanceCase.expected().get())));
            return conformanceCase.isSystem() ? rows.replacing(OLD_DOUBLE, NEW_DOUBLE) : rows;
        }
        try (PaimonReader paimon = PaimonReader.open(warehouse)) {
            return CaseClient.of(paimon).rows(conformanceCase);
        }
    }

    @Override
    public String toString()
    {
        return name;
    }
}
