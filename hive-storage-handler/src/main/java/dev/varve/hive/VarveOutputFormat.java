package dev.varve.hive;

import dev.varve.error.VarveException;
import dev.varve.hive.error.HiveErrors;
import dev.varve.hive.write.TableSink;
import dev.varve.hive.write.WriteJob;
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

/** Writes rows of statements that {@link VarveStorageHandler} planned; rows of anything else are refused. */
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
        WriteJob write = WriteJob.of(tableProperties).orElseThrow(VarveOutputFormat::refused);
        try {
            return TableSink.open(job, write, path);
        }
        catch (VarveException e) {
            throw HiveErrors.reading(e);
        }
    }

    @Override
    public RecordWriter<NullWritable, Writable> getRecordWriter(FileSystem fileSystem, JobConf job, String name, Progressable progress)
            throws IOException
    {
        throw refused();
    }

    /** What can be written is known when the statement is analysed. */
    @Override
    public void checkOutputSpecs(FileSystem fileSystem, JobConf job) {}

    private static IOException refused()
    {
        return new IOException("Varve UNSUPPORTED_FEATURE: only rows of INSERT can be written");
    }
}
