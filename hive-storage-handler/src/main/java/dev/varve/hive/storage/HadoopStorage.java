package dev.varve.hive.storage;

import dev.varve.storage.InputFile;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import dev.varve.storage.WritableStorage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.StreamCapabilities;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import static java.util.Objects.requireNonNull;

/**
 * The file systems of Hadoop as the storage of tables: whatever scheme a path has, with the configuration that Hive has for it. HDFS gives a file
 * its name at once or refuses to; object stores do not, so that tables there need a lock to be written. They show an object once it is complete, and rename it by copying.
 */
public final class HadoopStorage
        implements WritableStorage
{
    private static final Set<String> ATOMIC_RENAME = Set.of("hdfs", "viewfs");
    private static final Set<String> WHOLE_OBJECTS = Set.of("s3a", "s3", "gs", "oss", "obs", "cosn");

    private final Configuration configuration;
    private final String scheme;

    private HadoopStorage(Configuration configuration, String scheme)
    {
        this.configuration = requireNonNull(configuration, "configuration is null");
        this.scheme = requireNonNull(scheme, "scheme is null");
    }

    /** The storage of a table at that location. Local files are not read through Hadoop. */
    public static WritableStorage of(Configuration configuration, StoragePath location)
    {
        String scheme = scheme(configuration, location);
        if (scheme.equals("file")) {
            return new LocalStorage();
        }
        return new HadoopStorage(configuration, scheme);
    }

    private static String scheme(Configuration configuration, StoragePath location)
    {
        String scheme = new Path(location.text()).toUri().getScheme();
        if (scheme == null) {
            scheme = FileSystem.getDefaultUri(configuration).getScheme();
        }
        return scheme;
    }

    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        List<StorageEntry> entries = new ArrayList<>();
        Path path = path(directory);
        try {
            FileStatus[] children = fileSystem(path).listStatus(path);
            for (FileStatus child : children) {
                if (children.length == 1 && child.isFile() && child.getPath().toUri().getPath().equals(path.toUri().getPath())) {
                    return List.of(); // a file, which has nothing below
                }
                entries.add(new StorageEntry(
                        directory.child(child.getPath().getName()),
                        child.isDirectory(),
                        child.isDirectory() ? 0 : child.getLen(),
                        child.getModificationTime()));
            }
        }
        catch (FileNotFoundException e) {
            return List.of();
        }
        return entries;
    }

    @Override
    public boolean exists(StoragePath file)
            throws IOException
    {
        Path path = path(file);
        try {
            return fileSystem(path).getFileStatus(path).isFile();
        }
        catch (FileNotFoundException e) {
            return false;
        }
    }

    @Override
    public boolean directoryExists(StoragePath directory)
            throws IOException
    {
        Path path = path(directory);
        try {
            return fileSystem(path).getFileStatus(path).isDirectory();
        }
        catch (FileNotFoundException e) {
            return false;
        }
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return new HadoopFile(path, -1);
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return new HadoopFile(path, length);
    }

    @Override
    public AtomicCreation atomicCreation(StoragePath directory)
    {
        return ATOMIC_RENAME.contains(scheme) ? AtomicCreation.RENAME : AtomicCreation.UNSAFE;
    }

    @Override
    public OutputStream create(StoragePath file)
            throws IOException
    {
        Path path = path(file);
        return fileSystem(path).create(path, false);
    }

    @Override
    public boolean createAtomically(StoragePath file, byte[] content)
            throws IOException
    {
        Path path = path(file);
        FileSystem fileSystem = fileSystem(path);
        if (fileSystem.exists(path)) {
            return false;
        }
        if (WHOLE_OBJECTS.contains(scheme)) {
            return createWhole(fileSystem, path, content);
        }
        Path temporary = temporary(path);
        try {
            write(fileSystem, temporary, content);
            if (fileSystem.rename(temporary, path)) {
                return true;
            }
            if (fileSystem.exists(path)) {
                return false;
            }
            throw new IOException("File " + file + " could not be given its name by renaming " + temporary);
        }
        catch (FileAlreadyExistsException e) {
            return false;
        }
        finally {
            fileSystem.delete(temporary, false);
        }
    }

    private static boolean createWhole(FileSystem fileSystem, Path path, byte[] content)
            throws IOException
    {
        try {
            write(fileSystem, path, content);
            return true;
        }
        catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    @Override
    public void overwrite(StoragePath file, byte[] content)
            throws IOException
    {
        Path path = path(file);
        try (OutputStream output = fileSystem(path).create(path, true)) {
            output.write(content);
        }
    }

    @Override
    public void delete(StoragePath file)
            throws IOException
    {
        Path path = path(file);
        fileSystem(path).delete(path, false);
    }

    @Override
    public void deleteDirectory(StoragePath directory)
            throws IOException
    {
        Path path = path(directory);
        fileSystem(path).delete(path, true);
    }

    @Override
    public boolean deleteIfEmpty(StoragePath directory)
            throws IOException
    {
        Path path = path(directory);
        try {
            return fileSystem(path).delete(path, false);
        }
        catch (PathIsNotEmptyDirectoryException e) {
            return false;
        }
    }

    @Override
    public void createDirectory(StoragePath directory)
            throws IOException
    {
        Path path = path(directory);
        if (!fileSystem(path).mkdirs(path)) {
            throw new IOException("Directory " + directory + " could not be created");
        }
    }

    @Override
    public void renameDirectory(StoragePath from, StoragePath to)
            throws IOException
    {
        Path target = path(to);
        FileSystem fileSystem = fileSystem(target);
        // Renamed to what exists it would move into it.
        if (fileSystem.exists(target)) {
            throw new IOException("Directory " + from + " cannot be renamed: " + to + " exists");
        }
        if (!fileSystem.rename(path(from), target)) {
            throw new IOException("Directory " + from + " could not be renamed to " + to);
        }
    }

    private static Path temporary(Path path)
    {
        return new Path(path.getParent(), "." + path.getName() + "." + UUID.randomUUID() + ".tmp");
    }

    private static void write(FileSystem fileSystem, Path path, byte[] content)
            throws IOException
    {
        try (FSDataOutputStream output = fileSystem.create(path, false)) {
            try {
                output.write(content);
            }
            catch (IOException e) {
                // Closing would show what has arrived so far.
                if (output.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
                    output.abort();
                }
                throw e;
            }
        }
    }

    private FileSystem fileSystem(Path path)
            throws IOException
    {
        return path.getFileSystem(configuration);
    }

    private static Path path(StoragePath path)
    {
        return new Path(path.text());
    }

    private final class HadoopFile
            implements InputFile
    {
        private final StoragePath path;
        private final long knownLength;

        private HadoopFile(StoragePath path, long knownLength)
        {
            this.path = path;
            this.knownLength = knownLength;
        }

        @Override
        public StoragePath path()
        {
            return path;
        }

        @Override
        public long length()
                throws IOException
        {
            if (knownLength >= 0) {
                return knownLength;
            }
            Path file = HadoopStorage.path(path);
            return fileSystem(file).getFileStatus(file).getLen();
        }

        @Override
        public PositionedInput newInput()
                throws IOException
        {
            Path file = HadoopStorage.path(path);
            return new HadoopInput(fileSystem(file).open(file));
        }
    }

    private record HadoopInput(FSDataInputStream stream)
            implements PositionedInput
    {
        @Override
        public void readFully(long position, byte[] buffer, int offset, int length)
                throws IOException
        {
            stream.readFully(position, buffer, offset, length);
        }

        @Override
        public void close()
                throws IOException
        {
            stream.close();
        }
    }
}
