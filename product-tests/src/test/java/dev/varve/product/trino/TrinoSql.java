package dev.varve.product.trino;

import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.sql.Literal;

import java.util.stream.Collectors;

/** Requests as Trino SQL. */
public final class TrinoSql
{
    private TrinoSql() {}

    /** The query for a request; one without columns asks for the number of rows. */
    public static String of(String catalog, ReadRequest request)
    {
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

    private static String version(ReadVersion version)
    {
        return switch (version) {
            case ReadVersion.Latest _ -> "";
            case ReadVersion.SnapshotId snapshot -> " FOR VERSION AS OF " + snapshot.id();
            case ReadVersion.TagName tag -> " FOR VERSION AS OF " + new Literal(tag.name());
            case ReadVersion.AsOf asOf -> " FOR TIMESTAMP AS OF " + new Literal(asOf.instant());
        };
    }

    private static String quoted(String name)
    {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
