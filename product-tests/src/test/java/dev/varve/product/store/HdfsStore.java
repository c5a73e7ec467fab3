package dev.varve.product.store;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;

import java.io.IOException;

/** HDFS with one name node and one data node, which keep their files under a directory of the test. */
final class HdfsStore
        implements Store
{
    private final MiniDFSCluster cluster;

    private HdfsStore(MiniDFSCluster cluster)
    {
        this.cluster = cluster;
    }

    static HdfsStore start(java.nio.file.Path directory)
            throws IOException
    {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
        return new HdfsStore(new MiniDFSCluster.Builder(configuration).numDataNodes(1).build());
    }

    @Override
    public void put(String path, byte[] content)
            throws IOException
    {
        FileSystem files = cluster.getFileSystem();
        try (FSDataOutputStream output = files.create(new Path("/", path))) {
            output.write(content);
        }
    }

    @Override
    public String location()
    {
        return "hdfs://127.0.0.1:" + cluster.getNameNodePort();
    }

    @Override
    public void close()
    {
        cluster.shutdown(true);
    }
}
