package dev.varve.product.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.SqlType;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.sql.Condition;
import dev.varve.product.trino.TrinoSql;
import dev.varve.system.SystemTables;
import dev.varve.type.DataType;
import dev.varve.type.VarCharType;
import dev.varve.view.DataView;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One query of a corpus and the rows that it must return.
 *
 * @param kind {@code read}, {@code count}, {@code incremental}, {@code stream}, {@code audit} or {@code system}; other kinds are not loaded
 * @param request the query for clients without SQL; a count asks for no columns, a system table has a name with a {@code $}
 * @param sql the query for Trino, with the catalog named paimon; absent where Trino has none
 * @param unorderedArrays positions of columns whose arrays have no defined order
 * @param expected file of the expected rows, relative to the corpus; compact corpora leave it out where the hash is enough
 */
public record ConformanceCase(
        String id,
        String kind,
        ReadRequest request,
        Optional<String> sql,
        List<DataType> types,
        List<Integer> unorderedArrays,
        Optional<String> expected,
        int rows,
        String sha256)
{
    private static final Set<String> KINDS = Set.of("read", "count", "incremental", "stream", "audit");

    public ConformanceCase
    {
        types = List.copyOf(types);
        unorderedArrays = List.copyOf(unorderedArrays);
    }

    /** The case of a line, unless it is of a kind or result that this harness does not compare. */
    static Optional<ConformanceCase> parse(JsonNode json)
    {
        String kind = json.get("kind").textValue();
        Optional<String> system = kind.equals("system") ? Optional.of(json.get("system").textValue()) : Optional.empty();
        boolean known = KINDS.contains(kind) || system.isPresent() && (SystemTables.exists(system.get()) || DataView.named(system.get()).isPresent());
        if (!known || json.has("error")) {
            return Optional.empty();
        }
        String table = json.get("table").textValue();
        List<String> columns = texts(json.get("columns"));
        List<DataType> types = new ArrayList<>(texts(json.get("types")).stream().map(SqlType::parse).toList());
        ReadVersion version = version(kind, json);
        if (kind.equals("audit")) {
            // It is a column of the case.
            columns = columns.subList(1, columns.size());
        }
        else if (version.hasKinds()) {
            types.addFirst(new VarCharType(2, false));
        }
        ReadRequest request = new ReadRequest(
                table.substring(0, table.indexOf('.')),
                table.substring(table.indexOf('.') + 1) + system.map(name -> "$" + name).orElse(""),
                Optional.ofNullable(json.get("branch")).map(JsonNode::textValue),
                version,
                kind.equals("count") ? List.of() : columns,
                Optional.ofNullable(json.get("where")).map(JsonNode::textValue).map(Condition::parse));
        return Optional.of(new ConformanceCase(
                json.get("id").textValue(),
                kind,
                request,
                json.has("sql") ? Optional.of(json.get("sql").textValue()) : kind.equals("incremental") ? Optional.of(TrinoSql.of("paimon", request)) : Optional.empty(),
                types,
                json.has("unordered_array_columns") ? positions(columns, texts(json.get("unordered_array_columns")), version.hasKinds() ? 1 : 0) : List.of(),
                Optional.ofNullable(json.get("expected")).map(JsonNode::textValue),
                json.get("rows").intValue(),
                json.get("sha256").textValue()));
    }

    private static List<Integer> positions(List<String> columns, List<String> names, int offset)
    {
        return names.stream().map(columns::indexOf).filter(column -> column >= 0).map(column -> column + offset).toList();
    }

    private static ReadVersion version(String kind, JsonNode json)
    {
        switch (kind) {
            case "incremental":
                return new ReadVersion.Changes(json.get("from").longValue(), json.get("to").longValue(), json.get("scan_mode").textValue(), false);
            case "audit":
                return new ReadVersion.Changes(json.get("from").longValue(), json.get("to").longValue(), "auto", true);
            case "stream":
                return new ReadVersion.Stream(json.get("from").longValue());
            default:
        }
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

    boolean isSystem()
    {
        return kind.equals("system");
    }

    @Override
    public String toString()
    {
        return id;
    }
}
