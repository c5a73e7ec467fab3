package dev.varve.product.hive;

import dev.varve.Table;
import dev.varve.datafile.defaults.DefaultFormats;
import dev.varve.product.kernel.KernelReader;
import dev.varve.product.paimon.PaimonReader;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.rows.RowSet;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.type.DataType;
import dev.varve.type.Field;
import dev.varve.write.maintain.Progress;
import dev.varve.write.maintain.TableCheck;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** The tables of a database that Hive writes, read by Hive, by the kernel and by Paimon. */
final class WrittenTables
{
    private final HiveClient hive;
    private final Path warehouse;
    private final String database;

    /** @param warehouse the directory in which the directory of the database is */
    WrittenTables(HiveClient hive, Path warehouse, String database)
    {
        this.hive = hive;
        this.warehouse = warehouse;
        this.database = database;
    }

    Path directory(String table)
    {
        return warehouse.resolve(database + ".db").resolve(table);
    }

    Table open(String table)
    {
        return Table.open(new LocalStorage(), StoragePath.of(directory(table).toString()), database, table);
    }

    /** The rows of a table, once it is sure that everybody reads the same and that all its files are in order. */
    RowSet rows(String table)
            throws Exception
    {
        List<Field> fields = open(table).latestSchema().fields().fields();
        List<DataType> types = fields.stream().map(Field::type).toList();
        List<String> columns = fields.stream().map(Field::name).toList();
        ReadRequest request = new ReadRequest(database, table, Optional.empty(), new ReadVersion.Latest(), columns, Optional.empty());
        RowSet rows;
        try (PaimonReader paimon = PaimonReader.open(warehouse); KernelReader kernel = KernelReader.open(warehouse)) {
            rows = RowSet.of(types, paimon.read(request));
            assertThat(RowSet.of(types, kernel.read(request)).differenceTo(rows)).as(table + " read by the kernel").isEmpty();
        }
        String names = columns.stream().map(HiveQuery::quoted).collect(Collectors.joining(", "));
        String select = "SELECT %s FROM %s.%s".formatted(names, database, table);
        assertThat(RowSet.of(types, hive.query(Map.of(), select, types)).differenceTo(rows)).as(table + " read by Hive").isEmpty();
        List<Object> findings = new ArrayList<>();
        TableCheck.of(open(table), new LocalStorage(), DefaultFormats.all()).check(false, findings::add, Progress.SILENT);
        assertThat(findings).as("fsck of " + table).isEmpty();
        return rows;
    }

    /** Rows as {@link #rows} has them. */
    RowSet expected(String table, List<List<Object>> rows)
    {
        return RowSet.of(open(table).latestSchema().fields().fields().stream().map(Field::type).toList(), rows);
    }
}
