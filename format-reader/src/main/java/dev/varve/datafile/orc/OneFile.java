package dev.varve.datafile.orc;

import dev.varve.datafile.CountedInput;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;

/** A file system of one file, which is open already and stays so. */
final class OneFile
        extends FileSystem
{
    static final Path PATH = new Path("/file.orc");

    private static final URI ROOT = URI.create("varve:///");

    private final CountedInput input;

    OneFile(CountedInput input, Configuration configuration)
    {
        this.input = input;
        setConf(configuration);
    }

    @Override
    public URI getUri()
    {
        return ROOT;
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize)
    {
        return new FSDataInputStream(new Stream(input));
    }

    @Override
    public FileStatus getFileStatus(Path path)
    {
        return new FileStatus(input.length(), false, 1, input.length(), 0, path);
    }

    @Override
    public FileStatus[] listStatus(Path path)
    {
        return new FileStatus[] {getFileStatus(path)};
    }

    @Override
    public Path getWorkingDirectory()
    {
        return new Path("/");
    }

    @Override
    public void setWorkingDirectory(Path path) {}

    @Override
    public FSDataOutputStream create(Path path, FsPermission permission, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
    {
        throw new UnsupportedOperationException("The file is only read");
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, Progressable progress)
    {
        throw new UnsupportedOperationException("The file is only read");
    }

    @Override
    public boolean rename(Path source, Path target)
    {
        throw new UnsupportedOperationException("The file is only read");
    }

    @Override
    public boolean delete(Path path, boolean recursive)
    {
        throw new UnsupportedOperationException("The file is only read");
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission)
    {
        throw new UnsupportedOperationException("The file is only read");
    }

    private static final class Stream
            extends FSInputStream
    {
        private final CountedInput input;
        private long position;

        private Stream(CountedInput input)
        {
            this.input = input;
        }

        @Override
        public void seek(long target)
                throws EOFException
        {
            if (target < 0 || target > input.length()) {
                throw new EOFException("Position " + target + " of a file of " + input.length() + " bytes");
            }
            position = target;
        }

        @Override
        public long getPos()
        {
            return position;
        }

        @Override
        public boolean seekToNewSource(long target)
        {
            return false;
        }

        @Override
        public int read()
                throws IOException
        {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length)
                throws IOException
        {
            int count = read(position, buffer, offset, length);
            position += Math.max(0, count);
            return count;
        }

        @Override
        public int read(long start, byte[] buffer, int offset, int length)
                throws IOException
        {
            int count = (int) Math.min(length, input.length() - start);
            if (count <= 0) {
                return length == 0 ? 0 : -1;
            }
            input.readFully(start, buffer, offset, count);
            return count;
        }

        @Override
        public void readFully(long start, byte[] buffer, int offset, int length)
                throws IOException
        {
            input.readFully(start, buffer, offset, length);
        }
    }
}
