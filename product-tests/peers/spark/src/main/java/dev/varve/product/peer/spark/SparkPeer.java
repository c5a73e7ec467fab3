package dev.varve.product.peer.spark;

import dev.varve.product.peer.PeerLoop;
import dev.varve.product.peer.ValueText.Fields;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Spark SQL on a warehouse, in this process. */
public final class SparkPeer
{
    private SparkPeer() {}

    /** @param arguments the warehouse as a URI */
    public static void main(String[] arguments)
            throws IOException
    {
        PrintStream out = System.out;
        System.setOut(System.err);
        SparkSession session = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.datetime.java8API.enabled", "true")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.catalog.paimon", "org.apache.paimon.spark.SparkCatalog")
                .config("spark.sql.catalog.paimon.warehouse", arguments[0])
                .config("spark.sql.extensions", "org.apache.paimon.spark.extensions.PaimonSparkSessionExtensions")
                .getOrCreate();
        session.sql("USE paimon");
        PeerLoop.run(sql -> execute(session, sql), out);
        System.exit(0);
    }

    private static List<List<Object>> execute(SparkSession session, String sql)
    {
        List<List<Object>> rows = new ArrayList<>();
        for (Row row : session.sql(sql).collectAsList()) {
            rows.add(values(row));
        }
        return rows;
    }

    private static List<Object> values(Row row)
    {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.length(); i++) {
            values.add(value(row.get(i)));
        }
        return values;
    }

    private static Object value(Object value)
    {
        if (value instanceof Row row) {
            return new Fields(List.of(row.schema().fieldNames()), values(row));
        }
        if (value instanceof scala.collection.Seq<?> elements) {
            List<Object> list = new ArrayList<>();
            elements.foreach(element -> list.add(value(element)));
            return list;
        }
        if (value instanceof scala.collection.Map<?, ?> map) {
            Map<Object, Object> entries = new LinkedHashMap<>();
            map.foreach(entry -> entries.put(value(entry._1()), value(entry._2())));
            return entries;
        }
        return value;
    }
}
