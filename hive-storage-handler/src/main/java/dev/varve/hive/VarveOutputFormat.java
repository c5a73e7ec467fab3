package dev.varve.hive;

import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hive.ql.exec.FileSinkOperator;
import org.apache.hadoop.hive.ql.io.HiveOutputFormat;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.RecordWriter;
import org.apache.hadoop.util.Progressable;

import java.io.IOException;
import java.util.Properties;

/** Refuses to write: tables are written by {@code ./varve write}, Trino, Flink or Spark. */
public class VarveOutputFormat
        implements HiveOutputFormat<NullWritable, Writable>
{
    @Override
    public FileSinkOperator.RecordWriter getHiveRecordWriter(
            JobConf job,
            Path path,
            Class<? extends Writable> valueClass,
            boolean compressed,
            Properties tableProperties,
            Progressable progress)
            throws IOException
    {
        throw refused();
    }

    @Override
    public RecordWriter<NullWritable, Writable> getRecordWriter(FileSystem fileSystem, JobConf job, String name, Progressable progress)
            throws IOException
    {
        throw refused();
    }

    @Override
    public void checkOutputSpecs(FileSystem fileSystem, JobConf job)
            throws IOException
    {
        throw refused();
    }

    private static IOException refused()
    {
        return new IOException("Varve UNSUPPORTED_FEATURE: Hive cannot write to tables of Varve; write with ./varve write, Trino, Flink or Spark");
    }
}
