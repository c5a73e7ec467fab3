package dev.varve.product.peer.flink;

import dev.varve.product.peer.PeerLoop;
import dev.varve.product.peer.ValueText.Fields;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Flink SQL on a warehouse, in batch mode, with a cluster in this process. */
public final class FlinkPeer
{
    private FlinkPeer() {}

    /** @param arguments the warehouse as a URI, and further options of the catalog, {@code KEY=VALUE} */
    public static void main(String[] arguments)
            throws IOException
    {
        PrintStream out = System.out;
        System.setOut(System.err);
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inBatchMode());
        StringBuilder options = new StringBuilder("'type'='paimon', 'warehouse'='").append(arguments[0]).append('\'');
        for (String option : List.of(arguments).subList(1, arguments.length)) {
            int equals = option.indexOf('=');
            options.append(", '").append(option, 0, equals).append("'='").append(option.substring(equals + 1)).append('\'');
        }
        tables.executeSql("CREATE CATALOG paimon WITH (" + options + ")");
        tables.useCatalog("paimon");
        PeerLoop.run(sql -> execute(tables, sql), out);
        System.exit(0);
    }

    private static List<List<Object>> execute(TableEnvironment tables, String sql)
            throws Exception
    {
        TableResult result = tables.executeSql(sql);
        if (!sql.stripLeading().regionMatches(true, 0, "SELECT", 0, "SELECT".length())) {
            result.await();
            return List.of();
        }
        List<List<Object>> rows = new ArrayList<>();
        try (CloseableIterator<Row> iterator = result.collect()) {
            while (iterator.hasNext()) {
                rows.add(values(iterator.next()));
            }
        }
        return rows;
    }

    private static List<Object> values(Row row)
    {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.getArity(); i++) {
            values.add(value(row.getField(i)));
        }
        return values;
    }

    private static Object value(Object value)
    {
        if (value instanceof Row row) {
            return new Fields(List.copyOf(row.getFieldNames(true)), values(row));
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> entries = new LinkedHashMap<>();
            map.forEach((key, element) -> entries.put(value(key), value(element)));
            return entries;
        }
        if (value != null && value.getClass().isArray() && !(value instanceof byte[])) {
            List<Object> elements = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                elements.add(value(Array.get(value, i)));
            }
            return elements;
        }
        return value;
    }
}
