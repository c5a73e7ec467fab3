package dev.varve.hive.ddl;

import dev.varve.Table;
import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.hive.error.HiveErrors;
import dev.varve.hive.lock.SessionLock;
import dev.varve.hive.storage.HadoopStorage;
import dev.varve.hive.table.HiveRelation;
import dev.varve.hive.table.TableName;
import dev.varve.hive.type.HiveColumn;
import dev.varve.hms.CatalogSettings;
import dev.varve.hms.HiveFormat;
import dev.varve.hms.TableRegistration;
import dev.varve.schema.SchemaLog;
import dev.varve.schema.TableSchema;
import dev.varve.snapshot.BranchLog;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.lock.LockedTable;
import dev.varve.write.schema.NewTable;
import dev.varve.write.schema.SchemaChange;
import dev.varve.write.schema.SchemaCommit;
import org.apache.commons.lang3.tuple.Pair;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.HiveMetaHook;
import org.apache.hadoop.hive.metastore.IMetaStoreClient;
import org.apache.hadoop.hive.metastore.TableType;
import org.apache.hadoop.hive.metastore.Warehouse;
import org.apache.hadoop.hive.metastore.api.CreateTableRequest;
import org.apache.hadoop.hive.metastore.api.EnvironmentContext;
import org.apache.hadoop.hive.metastore.api.FieldSchema;
import org.apache.hadoop.hive.metastore.api.MetaException;
import org.apache.hadoop.hive.metastore.api.RequestPartsSpec;
import org.apache.hadoop.hive.metastore.api.StorageDescriptor;
import org.apache.hadoop.hive.metastore.api.hive_metastoreConstants;
import org.apache.hadoop.hive.ql.ddl.table.AlterTableType;
import org.apache.hadoop.hive.ql.exec.Utilities;
import org.apache.hadoop.hive.ql.metadata.Hive;
import org.apache.hadoop.hive.ql.metadata.HiveException;
import org.apache.thrift.TException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

import static java.util.Objects.requireNonNull;

/**
 * Does to tables what Hive is about to tell its metastore: creates their first schema, publishes later ones, removes their rows. What the table refuses
 * fails before the metastore hears of it. One hook serves one statement, as Hive makes a new one for each.
 */
public final class VarveMetaHook
        implements HiveMetaHook
{
    private static final Logger LOG = LoggerFactory.getLogger(VarveMetaHook.class);

    private static final String PAIMON_LOCATION = "paimon_location";
    private static final String EXTERNAL = "EXTERNAL";
    /** The name of the table of which a new one is a copy, on its way from a statement to the hook. */
    private static final String LIKE = "varve.like";
    private static final String STRICT_COLUMNS = "hive.metastore.disallow.incompatible.col.type.changes";
    private static final Set<String> COLUMN_STATEMENTS = Set.of(AlterTableType.ADDCOLS.name(), AlterTableType.RENAME_COLUMN.name());

    private final Configuration settings;
    /** The directory that this statement made a table of. */
    private Optional<StoragePath> created = Optional.empty();
    /** The schema that this statement published. */
    private OptionalLong published = OptionalLong.empty();
    /** Whether the metastore minded changes of columns before this statement. */
    private Optional<String> strictness = Optional.empty();

    public VarveMetaHook(Configuration settings)
    {
        this.settings = requireNonNull(settings, "settings is null");
    }

    @Override
    public void preCreateTable(CreateTableRequest request)
            throws MetaException
    {
        create(new DeclaredTable(request.getTable(), request.getPrimaryKeys(), request.getNotNullConstraints(), request.getDefaultConstraints()));
    }

    @Override
    public void preCreateTable(org.apache.hadoop.hive.metastore.api.Table table)
            throws MetaException
    {
        create(new DeclaredTable(table, List.of(), List.of(), List.of()));
    }

    private void create(DeclaredTable declared)
            throws MetaException
    {
        org.apache.hadoop.hive.metastore.api.Table table = declared.table();
        String name = table.getDbName() + "." + table.getTableName();
        try {
            boolean external = TableType.EXTERNAL_TABLE.name().equals(table.getTableType()) || "TRUE".equalsIgnoreCase(table.getParameters().get(EXTERNAL));
            StoragePath location = StoragePath.of(location(table));
            WritableStorage storage = HadoopStorage.of(settings, location);
            Optional<TableSchema> present = SchemaLog.of(storage, location).latest();
            if (present.isPresent()) {
                if (!external) {
                    throw new VarveException(Kind.ALREADY_EXISTS, "Table '" + name + "' cannot be created: in " + location +
                            " is one, whose data would go away with it. CREATE EXTERNAL TABLE makes it known");
                }
                requireFitting(declared, name, present.get());
                return;
            }
            if (!external && !storage.list(location).isEmpty()) {
                throw new VarveException(Kind.ALREADY_EXISTS, "Table '" + name + "' cannot be created: in " + location +
                        " is something else already, which would go away with the table. Choose another location, or CREATE EXTERNAL TABLE");
            }
            if (isKnown(table)) {
                throw new VarveException(Kind.ALREADY_EXISTS, "Table '" + name + "' exists already");
            }
            TableSchema schema = schemaCommit(storage, new LockedTable(table.getDbName(), table.getTableName(), location)).create(newTable(declared));
            created = Optional.of(location);
            register(table, location, external, schema);
        }
        catch (VarveException e) {
            throw HiveErrors.ofMetastore(e);
        }
        catch (IOException e) {
            throw HiveErrors.ofMetastore(VarveException.storage("Table '" + name + "' cannot be created: " + e.getMessage(), e));
        }
        catch (HiveException | TException e) {
            throw new MetaException("Table '" + name + "' cannot be created: " + e.getMessage());
        }
    }

    private NewTable newTable(DeclaredTable declared)
            throws HiveException, TException
    {
        String source = declared.table().getParameters().remove(LIKE);
        if (source == null) {
            return declared.newTable();
        }
        String[] names = Utilities.getDbTableName(source);
        return declared.like(open(name(metastore().getTable(names[0], names[1]))).latestSchema());
    }

    /**
     * Has the table that a statement creates be like another one, if that is of the format.
     *
     * @param sourceProperties of the other
     * @param properties of the one to be created
     */
    public static void copy(String source, Map<String, String> sourceProperties, Map<String, String> properties)
    {
        if (PaimonNames.isHandler(sourceProperties.get(hive_metastoreConstants.META_TABLE_STORAGE))) {
            properties.put(hive_metastoreConstants.META_TABLE_STORAGE, PaimonNames.VARVE_HANDLER);
            properties.put(LIKE, source);
        }
    }

    /** Where the table is to be; the place that the metastore would choose is named, so that both mean the same. */
    private String location(org.apache.hadoop.hive.metastore.api.Table table)
            throws HiveException, TException
    {
        String stated = Optional.ofNullable(table.getParameters().get(PAIMON_LOCATION)).orElse(table.getSd().getLocation());
        if (stated != null && !stated.isBlank()) {
            return stated;
        }
        Warehouse warehouse = new Warehouse(settings);
        return warehouse.getDefaultTablePath(metastore().getDatabase(table.getDbName()), table.getTableName().toLowerCase(Locale.ROOT), true).toString();
    }

    private boolean isKnown(org.apache.hadoop.hive.metastore.api.Table table)
            throws HiveException, TException
    {
        return metastore().tableExists(table.getDbName(), table.getTableName());
    }

    /** Columns that are declared for a table that is there have to be its first ones. */
    private static void requireFitting(DeclaredTable declared, String name, TableSchema schema)
    {
        List<HiveColumn> columns = HiveColumn.of(schema.fields());
        List<FieldSchema> keys = Optional.ofNullable(declared.table().getPartitionKeys()).orElse(List.of());
        for (FieldSchema key : keys) {
            if (columns.stream().noneMatch(column -> column.name().equalsIgnoreCase(key.getName()))) {
                throw VarveException.invalid("Table '" + name + "' cannot be created: the table in its location has no column '" + key.getName() + "'");
            }
        }
    }

    /** As Paimon's catalog does, if what it names can be loaded here: then all engines know the table. */
    private static void register(org.apache.hadoop.hive.metastore.api.Table table, StoragePath location, boolean external, TableSchema schema)
    {
        dev.varve.hms.HiveTable registration = TableRegistration.of(
                table.getDbName(), table.getTableName(), location.text(), external, schema, CatalogSettings.DEFAULT);
        Map<String, String> parameters = new HashMap<>(registration.parameters());
        StorageDescriptor storage = table.getSd();
        if (PaimonNames.arePresent()) {
            HiveFormat format = registration.format();
            storage.setInputFormat(format.inputFormat());
            storage.setOutputFormat(format.outputFormat());
            storage.getSerdeInfo().setSerializationLib(format.serialization());
        }
        else {
            parameters.remove(hive_metastoreConstants.META_TABLE_STORAGE);
        }
        if (!table.getParameters().containsKey(PAIMON_LOCATION)) {
            storage.setLocation(location.text());
        }
        table.getParameters().putAll(parameters);
    }

    @Override
    public void commitCreateTable(org.apache.hadoop.hive.metastore.api.Table table) {}

    /** Deletes what this statement made, unless the metastore may know it. */
    @Override
    public void rollbackCreateTable(org.apache.hadoop.hive.metastore.api.Table table)
    {
        if (created.isEmpty()) {
            return;
        }
        try {
            if (!isKnown(table)) {
                HadoopStorage.of(settings, created.get()).deleteDirectory(created.get());
            }
        }
        catch (HiveException | TException | IOException e) {
            LOG.warn("Table {}.{} was not created, but its directory {} may be there: {}", table.getDbName(), table.getTableName(), created.get(), e.getMessage());
        }
    }

    @Override
    public void preDropTable(org.apache.hadoop.hive.metastore.api.Table table) {}

    @Override
    public void rollbackDropTable(org.apache.hadoop.hive.metastore.api.Table table) {}

    /** The metastore deletes the directory of a table that it manages, and of no other. */
    @Override
    public void commitDropTable(org.apache.hadoop.hive.metastore.api.Table table, boolean deleteData) {}

    @Override
    public void preAlterTable(org.apache.hadoop.hive.metastore.api.Table table, EnvironmentContext context)
            throws MetaException
    {
        Map<String, String> properties = context == null || context.getProperties() == null ? Map.of() : context.getProperties();
        String statement = properties.getOrDefault(ALTER_TABLE_OPERATION_TYPE, "");
        try {
            TableName name = name(table);
            List<SchemaChange> changes = new ArrayList<>();
            if (COLUMN_STATEMENTS.contains(statement)) {
                TableSchema schema = open(name).latestSchema();
                changes.addAll(TableChanges.ofColumns(
                        schema,
                        HiveRelation.dataColumns(schema.fields(), name),
                        table.getSd().getCols(),
                        statement.equals(AlterTableType.RENAME_COLUMN.name())));
            }
            else if (statement.equals(AlterTableType.ADDPROPS.name())) {
                for (String key : keys(properties.get(SET_PROPERTIES))) {
                    set(changes, key, table.getParameters().get(key));
                }
            }
            else if (statement.equals(AlterTableType.DROPPROPS.name())) {
                TableSchema schema = open(name).latestSchema();
                for (String key : keys(properties.get(UNSET_PROPERTIES))) {
                    unset(changes, key, schema);
                }
            }
            if (!changes.isEmpty()) {
                StoragePath location = StoragePath.of(name.location());
                LockedTable locked = new LockedTable(name.database(), name.name(), location);
                published = OptionalLong.of(schemaCommit(HadoopStorage.of(settings, location), locked).alter(changes).id());
                allowAllColumns();
            }
        }
        catch (VarveException e) {
            throw HiveErrors.ofMetastore(e);
        }
    }

    /** A metastore compares columns by their position, where those of tables have ids, so that they may move. */
    private void allowAllColumns()
    {
        try {
            IMetaStoreClient metastore = metastore();
            strictness = Optional.of(metastore.getMetaConf(STRICT_COLUMNS));
            metastore.setMetaConf(STRICT_COLUMNS, "false");
        }
        catch (HiveException | TException e) {
            LOG.info("The metastore does not say whether it minds changes of columns: {}", e.getMessage());
        }
    }

    private void restoreStrictness()
    {
        try {
            if (strictness.isPresent()) {
                metastore().setMetaConf(STRICT_COLUMNS, strictness.get());
            }
        }
        catch (HiveException | TException e) {
            LOG.warn("The metastore does not mind changes of columns in this session any more: {}", e.getMessage());
        }
    }

    private IMetaStoreClient metastore()
            throws HiveException, MetaException
    {
        return Hive.get(new HiveConf(settings, VarveMetaHook.class)).getMSC();
    }

    @Override
    public void commitAlterTable(org.apache.hadoop.hive.metastore.api.Table table, EnvironmentContext context)
    {
        restoreStrictness();
    }

    /** Takes back the schema that was published, if there is none after it. */
    @Override
    public void rollbackAlterTable(org.apache.hadoop.hive.metastore.api.Table table, EnvironmentContext context)
    {
        restoreStrictness();
        if (published.isEmpty()) {
            return;
        }
        TableName name = name(table);
        StoragePath location = StoragePath.of(name.location());
        WritableStorage storage = HadoopStorage.of(settings, location);
        SchemaLog schemas = SchemaLog.of(storage, location);
        try {
            if (schemas.latest().filter(schema -> schema.id() == published.getAsLong()).isPresent()) {
                schemas.delete(storage, published.getAsLong());
            }
        }
        catch (IOException e) {
            LOG.warn("Table {} has schema {} now, though the metastore was not told: {}", name, published.getAsLong(), e.getMessage());
        }
    }

    private static List<String> keys(String text)
    {
        return text == null || text.isEmpty() ? List.of() : List.of(text.split(PROPERTIES_SEPARATOR));
    }

    private static void set(List<SchemaChange> changes, String key, String value)
    {
        if (key.equals("comment")) {
            changes.add(new SchemaChange.SetTableComment(Optional.of(value)));
        }
        else if (key.equals(PAIMON_LOCATION)) {
            throw VarveException.unsupported("paimon_location cannot be changed: drop the entry and create it anew");
        }
        else if (DeclaredTable.isOption(key)) {
            changes.add(new SchemaChange.SetOption(key, value));
        }
    }

    private static void unset(List<SchemaChange> changes, String key, TableSchema schema)
    {
        if (key.equals("comment")) {
            changes.add(new SchemaChange.SetTableComment(Optional.empty()));
        }
        else if (schema.options().containsKey(key)) {
            changes.add(new SchemaChange.RemoveOption(key));
        }
    }

    @Override
    public void preDropPartitions(org.apache.hadoop.hive.metastore.api.Table table, EnvironmentContext context, List<Pair<Integer, byte[]>> partitions)
            throws MetaException
    {
        requireUnmanaged(table);
    }

    /** What Hive calls since 4.2. */
    public void preDropPartitions(org.apache.hadoop.hive.metastore.api.Table table, EnvironmentContext context, RequestPartsSpec partitions)
            throws MetaException
    {
        requireUnmanaged(table);
    }

    /** The metastore would delete the directories of partitions, to which snapshots of the table lead. */
    private static void requireUnmanaged(org.apache.hadoop.hive.metastore.api.Table table)
            throws MetaException
    {
        if (table.getTableType().equals(TableType.MANAGED_TABLE.name()) || "TRUE".equalsIgnoreCase(table.getParameters().get("external.table.purge"))) {
            throw HiveErrors.ofMetastore(TableChanges.refused(
                    name(table).toString(), "partitions of a table that the metastore manages are dropped with ./varve drop-partition, or by INSERT OVERWRITE with no rows"));
        }
    }

    @Override
    public void preTruncateTable(org.apache.hadoop.hive.metastore.api.Table table, EnvironmentContext context, List<String> partitions)
            throws MetaException
    {
        // Otherwise the metastore would delete the files below the location.
        context.putToProperties("truncateSkipDataDeletion", "true");
        try {
            TableName name = name(table);
            if (partitions != null && !partitions.isEmpty()) {
                throw TableChanges.refused(name.toString(), "write TRUNCATE without partitions, or INSERT OVERWRITE a partition with no rows");
            }
            String user = "hive-truncate-" + UUID.randomUUID();
            StoragePath location = StoragePath.of(name.location());
            WritableStorage storage = HadoopStorage.of(settings, location);
            TableCommit.open(open(name), storage, user, SessionLock.of(settings, storage, location), List.of()).truncate(CommitRequest.BATCH);
        }
        catch (VarveException e) {
            throw HiveErrors.ofMetastore(e);
        }
    }

    private SchemaCommit schemaCommit(WritableStorage storage, LockedTable table)
    {
        return SchemaCommit.of(storage, table, BranchLog.MAIN, SessionLock.of(settings, storage, table.location()));
    }

    private Table open(TableName name)
    {
        return HiveRelation.open(settings, name, BranchLog.MAIN);
    }

    private static TableName name(org.apache.hadoop.hive.metastore.api.Table table)
    {
        String location = Optional.ofNullable(table.getParameters().get(PAIMON_LOCATION)).orElse(table.getSd().getLocation());
        List<String> keys = Optional.ofNullable(table.getPartitionKeys()).orElse(List.of()).stream().map(key -> key.getName().toLowerCase(Locale.ROOT)).toList();
        return new TableName(location, table.getDbName(), table.getTableName(), keys, Optional.empty());
    }
}
