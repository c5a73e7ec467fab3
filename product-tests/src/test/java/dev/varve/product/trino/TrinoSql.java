package dev.varve.product.trino;

import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.sql.Literal;

import java.util.stream.Collectors;

/** Requests as Trino SQL. */
public final class TrinoSql
{
    private static final String KIND =
            "CASE _change_type WHEN 'insert' THEN '+I' WHEN 'update_before' THEN '-U' WHEN 'update_after' THEN '+U' WHEN 'delete' THEN '-D' END";

    private TrinoSql() {}

    /** The query for a request; one without columns asks for the number of rows. */
    public static String of(String catalog, ReadRequest request)
    {
        if (request.version() instanceof ReadVersion.Changes changes) {
            return changes(catalog, request, changes);
        }
        String columns = request.columns().isEmpty()
                ? "count(*)"
                : request.columns().stream().map(TrinoSql::quoted).collect(Collectors.joining(", "));
        String table = request.table() + request.branch().map(branch -> "$branch_" + branch).orElse("");
        return "SELECT %s FROM %s.%s.%s%s%s".formatted(
                columns,
                quoted(catalog),
                quoted(request.database()),
                quoted(table),
                version(request.version()),
                request.where().map(condition -> " WHERE " + condition).orElse(""));
    }

    /**
     * Whether the first rows in the order of a column are the same when the connector is asked for them and when a condition, which all rows meet, keeps Trino from
     * asking it.
     */
    public static String sameFirstRows(String catalog, ReadRequest request, String column, boolean ascending, int count)
    {
        String all = of(catalog, request);
        String from = all.substring(all.indexOf(" FROM "));
        String rows = "(SELECT checksum(c) FROM (SELECT %1$s c%2$s%3$s ORDER BY %1$s %4$s LIMIT %5$s))";
        String order = ascending ? "ASC" : "DESC";
        return "SELECT %s IS NOT DISTINCT FROM %s".formatted(
                rows.formatted(quoted(column), from, "", order, count),
                rows.formatted(quoted(column), from, " WHERE random() >= 0", order, count));
    }

    private static String changes(String catalog, ReadRequest request, ReadVersion.Changes changes)
    {
        return "SELECT %s%s FROM TABLE(%s.system.table_changes(schema_name => %s, table_name => %s, incremental_between => '%s,%s', incremental_between_scan_mode => '%s'))%s".formatted(
                KIND,
                request.columns().stream().map(column -> ", " + quoted(column)).collect(Collectors.joining()),
                quoted(catalog),
                new Literal(request.database()),
                new Literal(request.table() + request.branch().map(branch -> "$branch_" + branch).orElse("")),
                changes.from(),
                changes.to(),
                changes.mode(),
                request.where().map(condition -> " WHERE " + condition).orElse(""));
    }

    private static String version(ReadVersion version)
    {
        return switch (version) {
            case ReadVersion.Latest _ -> "";
            case ReadVersion.SnapshotId snapshot -> " FOR VERSION AS OF " + snapshot.id();
            case ReadVersion.TagName tag -> " FOR VERSION AS OF " + new Literal(tag.name());
            case ReadVersion.Changes _, ReadVersion.Stream _ -> throw new IllegalArgumentException("No state of a table: " + version);
            case ReadVersion.AsOf asOf -> " FOR TIMESTAMP AS OF " + new Literal(asOf.instant());
        };
    }

    private static String quoted(String name)
    {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
