package dev.varve.write.schema;

import dev.varve.error.VarveException;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import dev.varve.write.WritableCatalog;
import dev.varve.write.schema.SchemaChange.AddColumn;
import dev.varve.write.schema.SchemaChange.ChangeNullability;
import dev.varve.write.schema.SchemaChange.ChangeType;
import dev.varve.write.schema.SchemaChange.DropColumn;
import dev.varve.write.schema.SchemaChange.DropPrimaryKey;
import dev.varve.write.schema.SchemaChange.MoveColumn;
import dev.varve.write.schema.SchemaChange.Position;
import dev.varve.write.schema.SchemaChange.RemoveOption;
import dev.varve.write.schema.SchemaChange.RenameColumn;
import dev.varve.write.schema.SchemaChange.SetColumnComment;
import dev.varve.write.schema.SchemaChange.SetDefaultValue;
import dev.varve.write.schema.SchemaChange.SetOption;
import dev.varve.write.schema.SchemaChange.SetTableComment;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.TableSchema;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Two warehouses in which the same is done: in one by Varve, in the other by real Paimon. */
final class TwinTables
        implements Closeable
{
    private static final String DATABASE = "db";

    /** What one of the two did: the schema that came of it, or why it refused. */
    record Outcome(Optional<TableSchema> schema, Optional<Exception> refusal)
    {
        boolean accepted()
        {
            return schema.isPresent();
        }
    }

    private final Path directory;
    private final WritableCatalog varve;
    private final Catalog paimon;

    private TwinTables(Path directory)
            throws Exception
    {
        this.directory = directory;
        varve = WritableCatalog.open(new LocalStorage(), StoragePath.of(directory.resolve("varve").toString()));
        paimon = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(directory.resolve("paimon").toUri())));
        varve.createDatabase(DATABASE);
        paimon.createDatabase(DATABASE, false);
    }

    static TwinTables open()
            throws Exception
    {
        return new TwinTables(Files.createTempDirectory("varve-twins"));
    }

    Outcome createByVarve(String table, NewTable definition)
    {
        return varve(table, () -> varve.createTable(DATABASE, table, definition));
    }

    Outcome createByPaimon(String table, NewTable definition)
    {
        return paimon(table, () -> {
            Schema.Builder builder = Schema.newBuilder();
            for (NewColumn column : definition.columns()) {
                builder.column(column.name(), PaimonTypes.of(column.type()), column.comment().orElse(null), column.defaultValue().orElse(null));
            }
            builder.partitionKeys(definition.partitionKeys()).primaryKey(definition.primaryKeys()).options(definition.options());
            definition.comment().ifPresent(builder::comment);
            paimon.createTable(Identifier.create(DATABASE, table), builder.build(), false);
        });
    }

    Outcome alterByVarve(String table, List<SchemaChange> changes)
    {
        return varve(table, () -> varve.alterTable(DATABASE, table, changes));
    }

    Outcome alterByPaimon(String table, List<SchemaChange> changes)
    {
        return paimon(table, () -> paimon.alterTable(Identifier.create(DATABASE, table), changes.stream().map(TwinTables::toPaimon).toList(), false));
    }

    /** Makes both tables look as if they had data. */
    void addSnapshots(String table)
            throws IOException
    {
        for (String side : List.of("varve", "paimon")) {
            Path snapshots = Files.createDirectories(table(side, table).resolve("snapshot"));
            Files.writeString(snapshots.resolve("snapshot-1"), """
                    {"version": 3, "id": 1, "schemaId": 0, "baseManifestList": "a", "deltaManifestList": "b", "commitUser": "u", "commitIdentifier": 1,
                     "commitKind": "APPEND", "timeMillis": 1, "totalRecordCount": 0, "deltaRecordCount": 0}
                    """);
        }
    }

    private Outcome varve(String table, Runnable action)
    {
        try {
            action.run();
            return new Outcome(Optional.of(latest("varve", table)), Optional.empty());
        }
        catch (VarveException e) {
            return new Outcome(Optional.empty(), Optional.of(e));
        }
    }

    private Outcome paimon(String table, PaimonAction action)
    {
        try {
            action.run();
        }
        // Paimon refuses with exceptions of many types.
        catch (Exception e) {
            return new Outcome(Optional.empty(), Optional.of(e));
        }
        return new Outcome(Optional.of(latest("paimon", table)), Optional.empty());
    }

    private interface PaimonAction
    {
        void run()
                throws Exception;
    }

    /** The newest schema, parsed by Paimon, without the time at which it was made. */
    private TableSchema latest(String side, String table)
    {
        try (Stream<Path> files = Files.list(table(side, table).resolve("schema"))) {
            Path newest = files.max(Comparator.comparingLong(file -> Long.parseLong(file.getFileName().toString().substring("schema-".length())))).orElseThrow();
            TableSchema schema = TableSchema.fromJson(Files.readString(newest));
            return new TableSchema(
                    schema.version(), schema.id(), schema.fields(), schema.highestFieldId(), schema.partitionKeys(), schema.primaryKeys(), schema.options(), schema.comment(), 0);
        }
        catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path table(String side, String table)
    {
        return directory.resolve(side).resolve(DATABASE + ".db").resolve(table);
    }

    private static org.apache.paimon.schema.SchemaChange toPaimon(SchemaChange change)
    {
        if (change instanceof SetOption set) {
            return org.apache.paimon.schema.SchemaChange.setOption(set.key(), set.value());
        }
        if (change instanceof RemoveOption remove) {
            return org.apache.paimon.schema.SchemaChange.removeOption(remove.key());
        }
        if (change instanceof SetTableComment set) {
            return org.apache.paimon.schema.SchemaChange.updateComment(set.comment().orElse(null));
        }
        if (change instanceof AddColumn add) {
            String name = add.path().get(add.path().size() - 1);
            return org.apache.paimon.schema.SchemaChange.addColumn(
                    path(add.path()), PaimonTypes.of(add.type()), add.comment().orElse(null), add.position().map(position -> move(name, position)).orElse(null));
        }
        if (change instanceof DropColumn drop) {
            return org.apache.paimon.schema.SchemaChange.dropColumn(path(drop.path()));
        }
        if (change instanceof RenameColumn rename) {
            return org.apache.paimon.schema.SchemaChange.renameColumn(path(rename.path()), rename.name());
        }
        if (change instanceof ChangeType type) {
            return org.apache.paimon.schema.SchemaChange.updateColumnType(path(type.path()), PaimonTypes.of(type.type()), type.keepNullability());
        }
        if (change instanceof ChangeNullability nullability) {
            return org.apache.paimon.schema.SchemaChange.updateColumnNullability(path(nullability.path()), nullability.nullable());
        }
        if (change instanceof SetColumnComment set) {
            return org.apache.paimon.schema.SchemaChange.updateColumnComment(path(set.path()), set.comment().orElse(null));
        }
        if (change instanceof SetDefaultValue set) {
            return org.apache.paimon.schema.SchemaChange.updateColumnDefaultValue(path(set.path()), set.value().orElse(null));
        }
        if (change instanceof MoveColumn move) {
            return org.apache.paimon.schema.SchemaChange.updateColumnPosition(move(move.column(), move.position()));
        }
        if (change instanceof DropPrimaryKey) {
            return org.apache.paimon.schema.SchemaChange.dropPrimaryKey();
        }
        throw new IllegalArgumentException(change.toString());
    }

    private static String[] path(List<String> names)
    {
        return names.toArray(String[]::new);
    }

    private static org.apache.paimon.schema.SchemaChange.Move move(String column, Position position)
    {
        if (position instanceof Position.After after) {
            return org.apache.paimon.schema.SchemaChange.Move.after(column, after.column());
        }
        if (position instanceof Position.Before next) {
            return org.apache.paimon.schema.SchemaChange.Move.before(column, next.column());
        }
        return position instanceof Position.First
                ? org.apache.paimon.schema.SchemaChange.Move.first(column)
                : org.apache.paimon.schema.SchemaChange.Move.last(column);
    }

    @Override
    public void close()
            throws IOException
    {
        try {
            paimon.close();
        }
        catch (Exception e) {
            throw new IOException(e);
        }
        finally {
            new LocalStorage().deleteDirectory(StoragePath.of(directory.toString()));
        }
    }
}
