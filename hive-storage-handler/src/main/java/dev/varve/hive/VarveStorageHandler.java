package dev.varve.hive;

import dev.varve.hive.table.AskedVersion;
import dev.varve.hive.table.TableName;
import org.apache.hadoop.hive.metastore.api.LockType;
import org.apache.hadoop.hive.ql.hooks.WriteEntity;
import org.apache.hadoop.hive.ql.metadata.DefaultStorageHandler;
import org.apache.hadoop.hive.ql.metadata.HiveStoragePredicateHandler;
import org.apache.hadoop.hive.ql.metadata.Table;
import org.apache.hadoop.hive.ql.parse.SemanticException;
import org.apache.hadoop.hive.ql.plan.ExprNodeDesc;
import org.apache.hadoop.hive.ql.plan.ExprNodeGenericFuncDesc;
import org.apache.hadoop.hive.ql.plan.FileSinkDesc;
import org.apache.hadoop.hive.ql.plan.TableDesc;
import org.apache.hadoop.hive.serde2.AbstractSerDe;
import org.apache.hadoop.hive.serde2.Deserializer;
import org.apache.hadoop.mapred.InputFormat;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.OutputFormat;

import java.util.Locale;
import java.util.Map;

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
        implements HiveStoragePredicateHandler
{
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

    /** {@code db.t.tag_x} and {@code db.t.branch_b}. */
    @Override
    public Table checkAndSetTableMetaRef(Table table, String reference)
            throws SemanticException
    {
        String name = reference.toLowerCase(Locale.ROOT);
        if (!name.startsWith(AskedVersion.TAG_PREFIX) && !name.startsWith(AskedVersion.BRANCH_PREFIX)) {
            throw new SemanticException("Table " + table.getDbName() + "." + table.getTableName() + " has nothing that is called '" + reference +
                    "': write tag_<name> or branch_<name>");
        }
        table.setSnapshotRef(reference);
        return table;
    }

    @Override
    public void validateSinkDesc(FileSinkDesc sink)
            throws SemanticException
    {
        throw new SemanticException("Varve UNSUPPORTED_FEATURE: Hive cannot write to table " + sink.getTableInfo().getTableName() +
                "; write with ./varve write, Trino, Flink or Spark");
    }
}
