package dev.varve.hiveserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stands in a {@code hive-site.xml}. Hive makes configurations of its own all over the place, so that a setting counts only
 * if it is in that file, on the class path.
 */
public record HiveSite(Map<String, String> settings)
{
    /** By its name, as the process that writes the file may have no Hive. */
    private static final String FAILURE_HOOK = "dev.varve.hiveserver.FailureHook";

    public HiveSite
    {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /**
     * A metastore over embedded Derby.
     *
     * @param data directory of its database, where an earlier one goes on
     * @param work directory for what may go away with the process
     * @param warehouse location of databases that are created without one, a URI
     */
    static HiveSite metastore(Path data, Path work, String warehouse)
    {
        HiveSite site = new HiveSite(Map.of())
                .with("fs.defaultFS", "file:///")
                .with("hadoop.tmp.dir", work.resolve("hadoop").toString())
                .with("javax.jdo.option.ConnectionURL", "jdbc:derby:" + database(data) + ";create=true")
                .with("javax.jdo.option.ConnectionDriverName", "org.apache.derby.jdbc.EmbeddedDriver")
                .with("datanucleus.schema.autoCreateAll", "true")
                .with("hive.metastore.schema.verification", "false")
                .with("metastore.schema.verification", "false")
                .with("hive.metastore.event.db.notification.api.auth", "false")
                .with("metastore.event.db.notification.api.auth", "false")
                .with("hive.metastore.execute.setugi", "false")
                .with("metastore.execute.setugi", "false")
                // Nothing here has ACID tables, which alone need these threads.
                .with("metastore.housekeeping.threads.on", "false")
                .with("hive.compactor.initiator.on", "false")
                .with("metastore.compactor.initiator.on", "false")
                .with("metastore.thrift.bind.host", "127.0.0.1")
                .with("hive.metastore.thrift.bind.host", "127.0.0.1");
        // Databases lie in the warehouse of external tables. That of managed ones, which only ACID tables are, may hold nothing else.
        String managed = data.resolve("managed").toUri().toString();
        return site
                .with("hive.metastore.warehouse.dir", managed)
                .with("metastore.warehouse.dir", managed)
                .with("hive.metastore.warehouse.external.dir", warehouse)
                .with("metastore.warehouse.external.dir", warehouse);
    }

    /**
     * Hive that runs statements itself, on Tez in this JVM.
     *
     * @param metastore what says where metadata is
     */
    static HiveSite engine(HiveSite metastore, Path work)
    {
        HiveSite site = metastore
                .with("hadoop.tmp.dir", work.resolve("hadoop").toString())
                .with("hive.execution.engine", "tez")
                .with("tez.local.mode", "true")
                .with("tez.local.mode.without.network", "true")
                .with("tez.ignore.lib.uris", "true")
                .with("tez.staging-dir", work.resolve("tez").toString())
                .with("tez.runtime.optimize.local.fetch", "true")
                .with("tez.runtime.io.sort.mb", "24")
                // Tasks of one process share the operators of their plan, which are for one thread: two at once lose rows.
                .with("tez.am.inline.task.execution.max-tasks", "1")
                // There is no other machine on which the task might do better.
                .with("tez.am.task.max.failed.attempts", "1")
                .with("hive.exec.failure.hooks", FAILURE_HOOK)
                .with("hive.tez.container.size", "256")
                .with("hive.tez.exec.inplace.progress", "false")
                .with("hive.support.concurrency", "false")
                .with("hive.txn.manager", "org.apache.hadoop.hive.ql.lockmgr.DummyTxnManager")
                .with("hive.stats.autogather", "false")
                // What the partition of NULL is called where the format is not asked for another name.
                .with("hive.exec.default.partition.name", "__DEFAULT_PARTITION__")
                .with("hive.notification.event.poll.interval", "0s")
                .with("hive.query.results.cache.enabled", "false")
                .with("hive.server2.materializedviews.registry.impl", "DUMMY")
                .with("hive.server2.tez.initialize.default.sessions", "false")
                .with("hive.server2.logging.operation.enabled", "false")
                .with("hive.server2.enable.doAs", "false")
                .with("hive.server2.thrift.bind.host", "127.0.0.1")
                .with("hive.server2.transport.mode", "binary")
                .with("hive.server2.authentication", "NONE")
                .with("hive.server2.webui.port", "0")
                .with("hive.server2.support.dynamic.service.discovery", "false")
                .with("hive.security.authorization.manager",
                        "org.apache.hadoop.hive.ql.security.authorization.plugin.sqlstd.SQLStdConfOnlyAuthorizerFactory");
        for (String directory : new String[] {
                "hive.exec.scratchdir", "hive.exec.local.scratchdir", "hive.querylog.location", "hive.user.install.directory", "hive.jar.directory"}) {
            site = site.with(directory, work.resolve(directory).toString());
        }
        // A session deletes it at its end.
        return site.with("hive.downloaded.resources.dir", work.resolve("resources").resolve("${hive.session.id}").toString());
    }

    /** Metadata of a metastore that runs elsewhere. */
    static HiveSite remoteMetastore(String uri)
    {
        return new HiveSite(Map.of("fs.defaultFS", "file:///", "hive.metastore.uris", uri, "metastore.thrift.uris", uri));
    }

    static Path database(Path data)
    {
        return data.toAbsolutePath().resolve("metastore_db");
    }

    public HiveSite with(String name, String value)
    {
        Map<String, String> more = new TreeMap<>(settings);
        more.put(name, value);
        return new HiveSite(more);
    }

    void write(Path file)
            throws IOException
    {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<configuration>\n");
        settings.forEach((name, value) ->
                xml.append("  <property><name>").append(escaped(name)).append("</name><value>").append(escaped(value)).append("</value></property>\n"));
        Files.writeString(file, xml.append("</configuration>\n"));
    }

    private static String escaped(String text)
    {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
