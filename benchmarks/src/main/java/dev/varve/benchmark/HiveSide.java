package dev.varve.benchmark;

import dev.varve.hiveserver.HiveColumn;
import dev.varve.hiveserver.HiveDistribution;
import dev.varve.hiveserver.HiveRows;
import dev.varve.hiveserver.HiveSession;
import dev.varve.hiveserver.HiveSql;
import dev.varve.hiveserver.HiveStatementException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hive with one storage handler. */
final class HiveSide
        implements AutoCloseable
{
    /** As servers have them, which run for long. */
    private static final List<String> JVM_OPTIONS = List.of("-Xmx3g", "-XX:TieredStopAtLevel=4", "-XX:+UseParallelGC", "-XX:-UseSerialGC");
    private static final List<String> TABLES = List.of("append_rows", "pk_compacted", "pk_runs", "partial_update");

    private final HiveSql hive;
    private final HiveSession session;

    private HiveSide(HiveSql hive, HiveSession session)
    {
        this.hive = hive;
        this.session = session;
    }

    static HiveSide start(HiveDistribution distribution, Path state, String handler, Path warehouse)
            throws Exception
    {
        HiveSql hive = HiveSql.start(distribution, state, Optional.empty(), Optional.empty(), JVM_OPTIONS);
        HiveSide side = new HiveSide(hive, hive.session());
        side.query("CREATE DATABASE " + BenchmarkTables.DATABASE);
        for (String table : TABLES) {
            side.query("CREATE EXTERNAL TABLE %1$s.%2$s STORED BY '%3$s' LOCATION 'file:%4$s/%1$s.db/%2$s'".formatted(BenchmarkTables.DATABASE, table, handler, warehouse));
        }
        // Every query is a job.
        side.query("SET hive.fetch.task.conversion=none");
        return side;
    }

    List<List<String>> query(String sql)
            throws HiveStatementException, IOException
    {
        List<List<String>> rows = new ArrayList<>();
        session.run(sql, new HiveRows()
        {
            @Override
            public void columns(List<HiveColumn> columns) {}

            @Override
            public void row(List<String> values)
            {
                rows.add(values);
            }
        });
        return rows;
    }

    @Override
    public void close()
    {
        session.close();
        hive.close();
    }
}
