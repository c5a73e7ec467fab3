package dev.varve.hive;

import dev.varve.TableVersion;
import dev.varve.error.VarveException;
import dev.varve.hive.ddl.VarveMetaHook;
import dev.varve.hive.error.HiveErrors;
import dev.varve.hive.statistics.ExpectedRows;
import dev.varve.hive.statistics.ExpectedValues;
import dev.varve.hive.table.HiveRelation;
import dev.varve.hive.table.HiveTable;
import dev.varve.hive.table.Reference;
import dev.varve.hive.table.SessionZone;
import dev.varve.hive.table.TableName;
import dev.varve.hive.write.JobCommit;
import dev.varve.hive.write.PartitionRegistration;
import dev.varve.hive.write.VarveOutputCommitter;
import dev.varve.hive.write.WriteJob;
import dev.varve.schema.TableOptions;
import dev.varve.schema.TableSchema;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.common.StatsSetupConst;
import org.apache.hadoop.hive.common.type.TimestampTZUtil;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.HiveMetaHook;
import org.apache.hadoop.hive.metastore.api.ColumnStatisticsObj;
import org.apache.hadoop.hive.metastore.api.LockType;
import org.apache.hadoop.hive.metastore.api.hive_metastoreConstants;
import org.apache.hadoop.hive.ql.Context;
import org.apache.hadoop.hive.ql.ddl.table.AlterTableType;
import org.apache.hadoop.hive.ql.ddl.table.create.like.CreateTableLikeDesc;
import org.apache.hadoop.hive.ql.exec.TableScanOperator;
import org.apache.hadoop.hive.ql.hooks.WriteEntity;
import org.apache.hadoop.hive.ql.metadata.DefaultStorageHandler;
import org.apache.hadoop.hive.ql.metadata.HiveException;
import org.apache.hadoop.hive.ql.metadata.HiveStoragePredicateHandler;
import org.apache.hadoop.hive.ql.metadata.InputEstimator;
import org.apache.hadoop.hive.ql.metadata.Table;
import org.apache.hadoop.hive.ql.parse.SemanticException;
import org.apache.hadoop.hive.ql.plan.ExprNodeColumnDesc;
import org.apache.hadoop.hive.ql.plan.ExprNodeDesc;
import org.apache.hadoop.hive.ql.plan.ExprNodeGenericFuncDesc;
import org.apache.hadoop.hive.ql.plan.FileSinkDesc;
import org.apache.hadoop.hive.ql.plan.TableDesc;
import org.apache.hadoop.hive.ql.plan.TableScanDesc;
import org.apache.hadoop.hive.ql.stats.Partish;
import org.apache.hadoop.hive.serde2.AbstractSerDe;
import org.apache.hadoop.hive.serde2.Deserializer;
import org.apache.hadoop.mapred.InputFormat;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.OutputFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;

/**
 * What Hive needs to know of a table of the format:
 *
 * <pre>
 * CREATE EXTERNAL TABLE t STORED BY 'dev.varve.hive.VarveStorageHandler' LOCATION 's3a://lake/db.db/t'
 * </pre>
 *
 * <p>It is made for Hive 4.0 and runs in 4.1 and 4.2: methods that came later have no {@code @Override}.
 */
public class VarveStorageHandler
        extends DefaultStorageHandler
        implements HiveStoragePredicateHandler, InputEstimator
{
    private static final Logger LOG = LoggerFactory.getLogger(VarveStorageHandler.class);

    /** Those of partitions concern the metastore only. */
    private static final Set<AlterTableType> ALLOWED = Set.of(
            AlterTableType.ADDCOLS, AlterTableType.RENAME_COLUMN, AlterTableType.ADDPROPS, AlterTableType.DROPPROPS, AlterTableType.ADDPARTITION,
            AlterTableType.DROPPARTITION, AlterTableType.RENAME);

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends InputFormat> getInputFormatClass()
    {
        return VarveInputFormat.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends OutputFormat> getOutputFormatClass()
    {
        return VarveOutputFormat.class;
    }

    @Override
    public Class<? extends AbstractSerDe> getSerDeClass()
    {
        return VarveSerDe.class;
    }

    @Override
    public HiveMetaHook getMetaHook()
    {
        return new VarveMetaHook(getConf());
    }

    @Override
    public boolean supportsTruncateOnNonNativeTables()
    {
        return true;
    }

    /** What CREATE TABLE LIKE asks first of the table to be copied. Hive then asks the next method only if it knows the handler of the table already. */
    @Override
    public Map<String, String> getNativeProperties(Table table)
    {
        table.getStorageHandler();
        return Map.of();
    }

    /** For {@code CREATE TABLE LIKE}: a table like one of these is one, unless the statement says another format; it has all that the schema of the other says. */
    @Override
    public void setTableParametersForCTLT(Table table, CreateTableLikeDesc statement, Map<String, String> sourceProperties)
    {
        boolean otherFormat = statement.isUserStorageFormat() && !table.getParameters().containsKey(hive_metastoreConstants.META_TABLE_STORAGE);
        if (!otherFormat) {
            VarveMetaHook.copy(statement.getLikeTableName(), sourceProperties, table.getParameters());
        }
    }

    @Override
    public void configureInputJobProperties(TableDesc table, Map<String, String> job)
    {
        TableName.of(table.getProperties()).ifPresent(name -> name.store(job));
    }

    /** The scan gets the condition to leave out what it can; all of it is evaluated again. */
    @Override
    public DecomposedPredicate decomposePredicate(JobConf job, Deserializer deserializer, ExprNodeDesc condition)
    {
        DecomposedPredicate decomposed = new DecomposedPredicate();
        decomposed.pushedPredicate = (ExprNodeGenericFuncDesc) condition;
        decomposed.residualPredicate = (ExprNodeGenericFuncDesc) condition;
        return decomposed;
    }

    @Override
    public boolean canProvideBasicStatistics()
    {
        return true;
    }

    /** Empty if it is not known. A table that cannot be read says so when it is read. */
    @Override
    public Map<String, String> getBasicStatistics(Partish part)
    {
        return part.getPartition() == null
                ? expected(part.getTable()).map(ExpectedRows::basicStatistics).orElseGet(HashMap::new)
                : new HashMap<>();
    }

    /**
     * Whether metadata tells how many rows there are: count(*) then needs no scan. Hive 4.0 asks this, and looks for the number among the properties of its copy of the entry,
     * where it also has to be said that it is right.
     */
    @Override
    public boolean canComputeQueryUsingStats(Table table)
    {
        Optional<ExpectedRows> counted = counted(table);
        counted.ifPresent(rows -> {
            table.getParameters().putAll(rows.basicStatistics());
            StatsSetupConst.setBasicStatsState(table.getParameters(), StatsSetupConst.TRUE);
        });
        return counted.isPresent();
    }

    /** What Hive asks since 4.1. */
    public boolean canComputeQueryUsingStats(Partish part)
    {
        return part.getPartition() == null && counted(part.getTable()).isPresent();
    }

    /** Forgets in Hive's copy of the entry what ANALYZE TABLE told of columns, bounds and nulls of a state that others may have changed. */
    private Optional<ExpectedRows> counted(Table table)
    {
        StatsSetupConst.clearColumnStatsState(table.getParameters());
        return table.isPartitioned() ? Optional.empty() : expected(table).filter(ExpectedRows::exact);
    }

    @Override
    public boolean canProvideColStatistics(Table table)
    {
        return !table.isPartitioned();
    }

    /** What Hive 4.0 asks; only columns of which something is known. */
    @Override
    public List<ColumnStatisticsObj> getColStatistics(Table table)
    {
        return known(table, ExpectedValues::of).orElse(List.of());
    }

    /** What Hive asks since 4.1. */
    public List<ColumnStatisticsObj> getColStatistics(Table table, List<String> columns)
    {
        return getColStatistics(table).stream().filter(column -> columns == null || columns.contains(column.getColName())).toList();
    }

    private Optional<ExpectedRows> expected(Table table)
    {
        return known(table, ExpectedRows::of);
    }

    /** Empty if a statement does not read a state of the table, or one that cannot be read, which is told when it is read. */
    private <T> Optional<T> known(Table table, Function<TableVersion, T> knowledge)
    {
        try {
            return relation(table).filter(HiveTable.class::isInstance).map(relation -> knowledge.apply(((HiveTable) relation).version()));
        }
        catch (VarveException e) {
            LOG.info("Nothing is known of table {}.{}: {}", table.getDbName(), table.getTableName(), e.getMessage());
            return Optional.empty();
        }
    }

    /** What a statement reads. */
    private Optional<HiveRelation> relation(Table table)
    {
        Configuration settings = new Configuration(getConf());
        Optional.ofNullable(table.getAsOfVersion()).ifPresent(version -> settings.set(TableScanDesc.AS_OF_VERSION, version));
        Optional.ofNullable(table.getVersionIntervalFrom()).ifPresent(version -> settings.set(TableScanDesc.FROM_VERSION, version));
        Optional.ofNullable(table.getAsOfTimestamp())
                .map(text -> TimestampTZUtil.parse(text, SessionZone.of(settings)))
                .ifPresent(time -> settings.set(TableScanDesc.AS_OF_TIMESTAMP, Long.toString(time.toEpochMilli())));
        return TableName.of(table.getMetadata())
                .map(name -> HiveRelation.of(settings, name.withReference(Optional.ofNullable(table.getMetaTable()))));
    }

    /** So that only small tables are read by the client itself. */
    @Override
    public Estimation estimate(JobConf job, TableScanOperator scan, long remaining)
    {
        ExpectedRows expected = expected(scan.getConf().getTableMetadata()).orElse(new ExpectedRows(Integer.MAX_VALUE, false, Long.MAX_VALUE));
        return new Estimation((int) Math.min(Integer.MAX_VALUE, expected.rows()), expected.bytes());
    }

    /** Waiting for the other side of a join pays off where it prunes: on columns that tell partitions, buckets and key ranges. */
    @Override
    public boolean addDynamicSplitPruningEdge(Table table, ExprNodeDesc condition)
    {
        Set<String> columns = new HashSet<>();
        addColumns(condition, columns);
        Optional<TableSchema> schema = known(table, TableVersion::schema);
        if (schema.isEmpty()) {
            return false;
        }
        Set<String> pruning = new HashSet<>(schema.get().partitionKeys());
        pruning.addAll(schema.get().primaryKeys());
        pruning.addAll(TableOptions.of(schema.get()).bucketing().keys());
        return pruning.stream().anyMatch(column -> columns.contains(column.toLowerCase(Locale.ROOT)));
    }

    private static void addColumns(ExprNodeDesc expression, Set<String> columns)
    {
        if (expression instanceof ExprNodeColumnDesc column) {
            columns.add(column.getColumn().toLowerCase(Locale.ROOT));
        }
        if (expression.getChildren() != null) {
            expression.getChildren().forEach(child -> addColumns(child, columns));
        }
    }

    @Override
    public boolean isAllowedAlterOperation(AlterTableType operation)
    {
        return ALLOWED.contains(operation);
    }

    /** Readers see a snapshot whatever is written meanwhile. */
    @Override
    public LockType getLockType(WriteEntity entity)
    {
        return LockType.SHARED_READ;
    }

    @Override
    public boolean isTimeTravelAllowed()
    {
        return true;
    }

    @Override
    public boolean isTableMetaRefSupported()
    {
        return true;
    }

    /**
     * {@code db.t.tag_x}, {@code db.t.branch_b}, {@code db.t.snapshots}. All are read as a whole, whatever partitions the metastore knows, and have
     * columns of their own, which Hive asks the SerDe for with this name.
     */
    @Override
    public Table checkAndSetTableMetaRef(Table table, String reference)
            throws SemanticException
    {
        try {
            Reference.parse(reference);
        }
        catch (VarveException e) {
            throw new SemanticException("Varve " + e.kind() + ": Table " + table.getDbName() + "." + table.getTableName() + ": " + e.getMessage(), e);
        }
        Table whole = table.makeCopy();
        whole.setPartCols(new ArrayList<>());
        whole.setMetaTable(reference);
        return whole;
    }

    /** Plans to write, see {@link WriteJob}. */
    @Override
    public void validateSinkDesc(FileSinkDesc sink)
            throws SemanticException
    {
        try {
            WriteJob.plan(getConf(), sink);
        }
        catch (VarveException e) {
            throw HiveErrors.analysing(e);
        }
    }

    @Override
    public void configureOutputJobProperties(TableDesc table, Map<String, String> job)
    {
        WriteJob.planIfAbsent(table.getProperties());
        job.put("mapred.output.committer.class", VarveOutputCommitter.class.getName());
    }

    @Override
    public boolean commitInMoveTask()
    {
        return true;
    }

    /** When all tasks of the statement are done. */
    @Override
    public void storageHandlerCommit(Properties properties, Context.Operation operation)
            throws HiveException
    {
        WriteJob job = WriteJob.of(properties).orElseThrow(() -> new HiveException("Varve UNSUPPORTED_FEATURE: nothing was planned to be written to table " +
                properties.getProperty(hive_metastoreConstants.META_TABLE_NAME)));
        try {
            JobCommit.run(getConf(), operation == Context.Operation.IOW ? job.overwriting() : job, List.of(PartitionRegistration.of(new HiveConf(getConf(), VarveStorageHandler.class), job.table())));
        }
        catch (VarveException e) {
            throw HiveErrors.executing(e);
        }
    }
}
