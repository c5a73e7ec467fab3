package dev.varve.hive;

import dev.varve.error.VarveException;
import dev.varve.hive.error.HiveErrors;
import dev.varve.hive.scan.ScanColumns;
import dev.varve.hive.scan.ScanPlan;
import dev.varve.hive.scan.SplitRows;
import dev.varve.hive.scan.VarveInputSplit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hive.ql.exec.Utilities;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedInputFormatInterface;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedSupport;
import org.apache.hadoop.hive.ql.io.CombineHiveInputFormat;
import org.apache.hadoop.hive.ql.io.IOContextMap;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapred.InputFormat;
import org.apache.hadoop.mapred.InputSplit;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.RecordReader;
import org.apache.hadoop.mapred.Reporter;

import java.io.IOException;

/** Reads tables: in vectors where a plan is vectorized, else row by row. */
public class VarveInputFormat
        implements InputFormat<NullWritable, Writable>, VectorizedInputFormatInterface, CombineHiveInputFormat.AvoidSplitCombination
{
    @Override
    public InputSplit[] getSplits(JobConf job, int hint)
            throws IOException
    {
        try {
            return ScanPlan.of(job).toArray(VarveInputSplit[]::new);
        }
        catch (VarveException e) {
            throw HiveErrors.reading(e);
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public RecordReader<NullWritable, Writable> getRecordReader(InputSplit inputSplit, JobConf job, Reporter reporter)
            throws IOException
    {
        VarveInputSplit split = (VarveInputSplit) inputSplit;
        // Hive remembers for all tasks of a process that one could not read, and then drops without a word what later ones read.
        IOContextMap.get(job).setIOExceptions(false);
        try {
            if (Utilities.getIsVectorized(job)) {
                return (RecordReader) VectorReader.open(job, split, Utilities.getMapWork(job).getVectorizedRowBatchCtx());
            }
            return (RecordReader) new RowReader(SplitRows.open(job, split, ScanColumns.of(job)));
        }
        catch (VarveException e) {
            throw HiveErrors.reading(e);
        }
    }

    @Override
    public VectorizedSupport.Support[] getSupportedFeatures()
    {
        return new VectorizedSupport.Support[0];
    }

    /** Splits of one task must not be merged into one by their paths, which many share. */
    @Override
    public boolean shouldSkipCombine(Path path, Configuration configuration)
    {
        return true;
    }
}
