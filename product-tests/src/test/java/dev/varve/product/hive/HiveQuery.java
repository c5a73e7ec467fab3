package dev.varve.product.hive;

import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.sql.Condition;
import dev.varve.product.sql.Literal;
import dev.varve.type.ArrayType;
import dev.varve.type.DataType;
import dev.varve.type.MapType;
import dev.varve.type.MultisetType;
import dev.varve.type.RowType;
import dev.varve.type.VariantType;
import dev.varve.type.VectorType;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static java.util.Objects.requireNonNull;

/**
 * A request in HiveQL.
 *
 * @param settings of the session
 * @param sql gives the columns names of its own
 */
public record HiveQuery(Map<String, String> settings, String sql)
{
    private static final String RESULT = "result_of_a_job";
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSSSS");
    private static final ZoneId SESSION_ZONE = ZoneId.of("Asia/Kathmandu");

    public HiveQuery
    {
        settings = Map.copyOf(settings);
        requireNonNull(sql, "sql is null");
    }

    /**
     * The query for a request; one without columns asks for the number of rows.
     *
     * @param ownColumns whether the version is to be read with the columns that it had, which the session asks for and not the statement
     */
    public static HiveQuery of(ReadRequest request, boolean ownColumns)
    {
        Map<String, String> settings = new TreeMap<>();
        List<String> asked = request.columns().isEmpty() ? List.of("count(*)") : request.columns().stream().map(HiveQuery::quoted).toList();
        String columns = IntStream.range(0, asked.size()).mapToObj(i -> asked.get(i) + " AS c" + i).collect(Collectors.joining(", "));
        String table = quoted(request.database()) + "." + quoted(request.table());
        if (request.branch().isPresent()) {
            if (ownColumns) {
                settings.put("paimon.branch", request.branch().get());
            }
            else {
                table += ".branch_" + request.branch().get();
            }
        }
        String version = "";
        if (ownColumns) {
            session(request.version()).ifPresent(setting -> settings.put(setting.getKey(), setting.getValue()));
        }
        else {
            version = statement(request.version());
        }
        String sql = "SELECT %s FROM %s%s%s".formatted(columns, table, version, request.where().map(where -> " WHERE " + text(where)).orElse(""));
        return new HiveQuery(settings, sql);
    }

    private static String statement(ReadVersion version)
    {
        return switch (version) {
            case ReadVersion.Latest _ -> "";
            case ReadVersion.SnapshotId snapshot -> " FOR SYSTEM_VERSION AS OF " + snapshot.id();
            case ReadVersion.TagName tag -> " FOR SYSTEM_VERSION AS OF '" + tag.name() + "'";
            case ReadVersion.AsOf asOf -> " FOR SYSTEM_TIME AS OF '" + TIMESTAMP.format(asOf.instant().atZone(SESSION_ZONE)) + "'";
            case ReadVersion.Changes _, ReadVersion.Stream _ -> throw new IllegalArgumentException("No state of a table: " + version);
        };
    }

    /**
     * Whether HiveQL and its results can say that: not conditions on TIME, which is text in Hive; not variants, which are two binaries; not what kind a change
     * is of.
     *
     * @param types of the columns
     */
    public static boolean canSay(ReadRequest request, List<DataType> types)
    {
        return !request.version().hasKinds() && types.stream().noneMatch(HiveQuery::hasVariant) && request.where().stream().noneMatch(where -> where.toString().contains("TIME '"));
    }

    /** Statements that run the query as a job on Tez; the last one has the rows. */
    public List<String> onTez(List<DataType> types)
    {
        if (types.stream().noneMatch(HiveQuery::isNested)) {
            return List.of("SET hive.fetch.task.conversion=none", sql);
        }
        // The text in which Hive hands over results of jobs does not tell an empty list from one that holds NULL.
        return List.of(
                "DROP TABLE IF EXISTS " + RESULT,
                "SET hive.fetch.task.conversion=none",
                "CREATE TEMPORARY TABLE %s ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.lazybinary.LazyBinarySerDe' STORED AS SEQUENCEFILE AS %s".formatted(RESULT, sql),
                "SET hive.fetch.task.conversion=more",
                "SELECT * FROM " + RESULT);
    }

    /** Statements that read the rows without a job. */
    public List<String> byFetching()
    {
        return List.of("SET hive.fetch.task.conversion=more", "SET hive.fetch.task.conversion.threshold=-1", sql);
    }

    private static boolean isNested(DataType type)
    {
        return type instanceof ArrayType || type instanceof VectorType || type instanceof MapType || type instanceof MultisetType || type instanceof RowType;
    }

    private static boolean hasVariant(DataType type)
    {
        return switch (type) {
            case VariantType _ -> true;
            case ArrayType array -> hasVariant(array.element());
            case MapType map -> hasVariant(map.key()) || hasVariant(map.value());
            case RowType row -> row.fields().stream().anyMatch(field -> hasVariant(field.type()));
            default -> false;
        };
    }

    private static Optional<Map.Entry<String, String>> session(ReadVersion version)
    {
        return switch (version) {
            case ReadVersion.Latest _ -> Optional.empty();
            case ReadVersion.SnapshotId snapshot -> Optional.of(Map.entry("paimon.scan.snapshot-id", Long.toString(snapshot.id())));
            case ReadVersion.TagName tag -> Optional.of(Map.entry("paimon.scan.tag-name", tag.name()));
            case ReadVersion.AsOf asOf -> Optional.of(Map.entry("paimon.scan.timestamp-millis", Long.toString(asOf.instant().toEpochMilli())));
            case ReadVersion.Changes _, ReadVersion.Stream _ -> throw new IllegalArgumentException("No state of a table: " + version);
        };
    }

    static String quoted(String name)
    {
        return '`' + name.toLowerCase(Locale.ROOT).replace("`", "``") + '`';
    }

    private static String text(Condition condition)
    {
        return switch (condition) {
            case Condition.Comparison comparison -> text(comparison);
            case Condition.Between between -> quoted(between.column()) + " BETWEEN " + text(between.low()) + " AND " + text(between.high());
            case Condition.In in -> in.literals().stream().map(HiveQuery::text).collect(Collectors.joining(", ", quoted(in.column()) + " IN (", ")"));
            case Condition.IsNull isNull -> quoted(isNull.column()) + " IS NULL";
            case Condition.Like like -> quoted(like.column()) + " LIKE " + text(new Literal(like.pattern()));
            case Condition.And and -> "(" + text(and.left()) + ") AND (" + text(and.right()) + ")";
            case Condition.Or or -> "(" + text(or.left()) + ") OR (" + text(or.right()) + ")";
            case Condition.Not not -> "NOT (" + text(not.condition()) + ")";
        };
    }

    /** Where Hive does not vectorize, NaN is greater than all other numbers. */
    private static String text(Condition.Comparison comparison)
    {
        String column = quoted(comparison.column());
        String text = column + " " + comparison.operator() + " " + text(comparison.literal());
        boolean floating = comparison.literal().value() instanceof Double || comparison.literal().value() instanceof Float;
        return floating && comparison.operator().toString().startsWith(">") ? "(%s AND CAST(%s AS STRING) <> 'NaN')".formatted(text, column) : text;
    }

    private static String text(Literal literal)
    {
        return switch (literal.value()) {
            case Long number -> number == Long.MIN_VALUE ? "CAST('" + number + "' AS BIGINT)" : number == number.intValue() ? number.toString() : number + "L";
            case BigDecimal decimal -> "CAST('%s' AS DECIMAL(%s, %s))".formatted(decimal.toPlainString(), Math.max(decimal.precision(), decimal.scale()), decimal.scale());
            case Float real -> "CAST('" + real + "' AS FLOAT)";
            case Double real -> "CAST('" + real + "' AS DOUBLE)";
            case String string -> "'" + string.replace("\\", "\\\\").replace("'", "\\'") + "'";
            case byte[] bytes -> "unhex('" + HexFormat.of().formatHex(bytes) + "')";
            case LocalDate date -> "DATE '" + date + "'";
            case LocalTime time -> throw new IllegalArgumentException("Hive has no TIME: " + time);
            case LocalDateTime timestamp -> "TIMESTAMP '" + TIMESTAMP.format(timestamp) + "'";
            case Instant instant -> "TIMESTAMPLOCALTZ '" + TIMESTAMP.format(instant.atOffset(ZoneOffset.UTC)) + " UTC'";
            default -> literal.value().toString();
        };
    }
}
