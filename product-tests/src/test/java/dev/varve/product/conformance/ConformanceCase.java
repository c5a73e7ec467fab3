package dev.varve.product.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.SqlType;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.sql.Condition;
import dev.varve.type.DataType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One query of a corpus and the rows that it must return.
 *
 * @param kind {@code read} or {@code count}; other kinds are not loaded
 * @param request the query for clients without SQL; a count asks for no columns
 * @param sql the query for Trino, with the catalog named paimon
 * @param unorderedArrays positions of columns whose arrays have no defined order
 * @param expected file of the expected rows, relative to the corpus; compact corpora leave it out where the hash is enough
 */
public record ConformanceCase(
        String id,
        String kind,
        ReadRequest request,
        String sql,
        List<DataType> types,
        List<Integer> unorderedArrays,
        Optional<String> expected,
        int rows,
        String sha256)
{
    public ConformanceCase
    {
        types = List.copyOf(types);
        unorderedArrays = List.copyOf(unorderedArrays);
    }

    /** The case of a line, unless it is of a kind or result that this harness does not compare. */
    static Optional<ConformanceCase> parse(JsonNode json)
    {
        String kind = json.get("kind").textValue();
        if (!(kind.equals("read") || kind.equals("count")) || json.has("error")) {
            return Optional.empty();
        }
        String table = json.get("table").textValue();
        List<String> columns = texts(json.get("columns"));
        ReadRequest request = new ReadRequest(
                table.substring(0, table.indexOf('.')),
                table.substring(table.indexOf('.') + 1),
                Optional.ofNullable(json.get("branch")).map(JsonNode::textValue),
                version(json),
                kind.equals("count") ? List.of() : columns,
                Optional.ofNullable(json.get("where")).map(JsonNode::textValue).map(Condition::parse));
        return Optional.of(new ConformanceCase(
                json.get("id").textValue(),
                kind,
                request,
                json.get("sql").textValue(),
                texts(json.get("types")).stream().map(SqlType::parse).toList(),
                json.has("unordered_array_columns") ? texts(json.get("unordered_array_columns")).stream().map(columns::indexOf).filter(column -> column >= 0).toList() : List.of(),
                Optional.ofNullable(json.get("expected")).map(JsonNode::textValue),
                json.get("rows").intValue(),
                json.get("sha256").textValue()));
    }

    private static ReadVersion version(JsonNode json)
    {
        if (json.has("snapshot")) {
            return new ReadVersion.SnapshotId(json.get("snapshot").longValue());
        }
        if (json.has("tag")) {
            return new ReadVersion.TagName(json.get("tag").textValue());
        }
        if (json.has("timestamp_ms")) {
            return new ReadVersion.AsOf(Instant.ofEpochMilli(json.get("timestamp_ms").longValue()));
        }
        return ReadVersion.LATEST;
    }

    private static List<String> texts(JsonNode array)
    {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.textValue()));
        return texts;
    }

    public String database()
    {
        return request.database();
    }

    public boolean isCount()
    {
        return kind.equals("count");
    }

    @Override
    public String toString()
    {
        return id;
    }
}
