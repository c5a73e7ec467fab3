package dev.varve.product.metastore;

import dev.varve.json.JsonText;
import dev.varve.product.peers.Peer;
import dev.varve.product.rows.RowSet;
import dev.varve.schema.SchemaText;
import dev.varve.schema.TableSchema;
import dev.varve.write.schema.NewTable;
import dev.varve.write.schema.SchemaChange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Paimon's own Hive catalog, in a process of its own. */
final class PaimonHiveCatalog
        implements AutoCloseable
{
    private final Peer peer;

    private PaimonHiveCatalog(Peer peer)
    {
        this.peer = peer;
    }

    static PaimonHiveCatalog start(MetastoreUnderTest metastore)
            throws IOException
    {
        return new PaimonHiveCatalog(Peer.start(
                "hive", "dev.varve.product.peer.hive.HivePeer", List.of(metastore.uri(), metastore.warehouse().toUri().toString())));
    }

    /** Any command that its side of the protocol knows. */
    RowSet run(String... words)
            throws IOException
    {
        return peer.run(String.join("\t", words));
    }

    void createTable(String database, String name, NewTable table)
            throws IOException
    {
        TableSchema schema = table.schema(0);
        String comment = table.comment().map(text -> ",\"comment\":" + JsonText.compact(text)).orElse("");
        run("create", database, name, "{\"fields\":%s,\"partitionKeys\":%s,\"primaryKeys\":%s,\"options\":%s%s}".formatted(
                SchemaText.fields(schema), SchemaText.partitionKeys(schema), SchemaText.primaryKeys(schema), JsonText.compact(table.options()), comment));
    }

    void alterTable(String database, String name, List<SchemaChange> changes)
            throws IOException
    {
        run("alter", database, name, JsonText.compact(changes.stream().map(PaimonHiveCatalog::json).toList()));
    }

    private static Map<String, Object> json(SchemaChange change)
    {
        if (change instanceof SchemaChange.SetOption set) {
            return action("setOption", "key", set.key(), "value", set.value());
        }
        if (change instanceof SchemaChange.RemoveOption remove) {
            return action("removeOption", "key", remove.key());
        }
        if (change instanceof SchemaChange.SetTableComment comment) {
            return action("updateComment", "comment", comment.comment().orElse(null));
        }
        if (change instanceof SchemaChange.AddColumn add) {
            return action("addColumn", "fieldNames", add.path(), "dataType", add.type().toString(), "comment", add.comment().orElse(null));
        }
        if (change instanceof SchemaChange.DropColumn drop) {
            return action("dropColumn", "fieldNames", drop.path());
        }
        if (change instanceof SchemaChange.RenameColumn rename) {
            return action("renameColumn", "fieldNames", rename.path(), "newName", rename.name());
        }
        if (change instanceof SchemaChange.ChangeType type) {
            return action("updateColumnType", "fieldNames", type.path(), "newDataType", type.type().toString(), "keepNullability", type.keepNullability());
        }
        if (change instanceof SchemaChange.SetColumnComment comment) {
            return action("updateColumnComment", "fieldNames", comment.path(), "newComment", comment.comment().orElse(null));
        }
        throw new IllegalArgumentException("No change for Paimon: " + change);
    }

    private static Map<String, Object> action(String name, Object... members)
    {
        Map<String, Object> action = new LinkedHashMap<>();
        action.put("action", name);
        for (int i = 0; i < members.length; i += 2) {
            action.put((String) members[i], members[i + 1]);
        }
        return action;
    }

    /** What the metastore tells of a table and its partitions; but for times, and with a name in place of its own. */
    List<String> entry(String database, String name)
            throws IOException
    {
        List<String> lines = new ArrayList<>(run("entry", database, name).lines());
        lines.addAll(run("partitions", database, name).lines());
        return lines.stream()
                .filter(line -> !line.contains("transient_lastDdlTime"))
                .map(line -> line.replace("/" + database + ".db/" + name, "/LOCATION"))
                .map(line -> line.startsWith("[\"dbName\"") || line.startsWith("[\"tableName\"") ? "" : line)
                .toList();
    }

    /** Rows with the values of the first columns. */
    void write(String database, String name, List<String> rows)
            throws IOException
    {
        List<String> words = new ArrayList<>(List.of("write", database, name));
        words.addAll(rows);
        run(words.toArray(String[]::new));
    }

    RowSet read(String database, String name)
            throws IOException
    {
        return run("read", database, name);
    }

    @Override
    public void close()
            throws InterruptedException
    {
        peer.close();
    }
}
