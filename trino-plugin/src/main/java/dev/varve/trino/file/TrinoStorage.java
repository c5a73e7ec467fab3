package dev.varve.trino.file;

import dev.varve.error.VarveException;
import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.Storage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import io.trino.filesystem.FileEntry;
import io.trino.filesystem.FileIterator;
import io.trino.filesystem.Location;
import io.trino.filesystem.TrinoFileSystem;
import io.trino.filesystem.TrinoInput;
import io.trino.filesystem.TrinoInputFile;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElseGet;

/**
 * A file system of Trino as the storage of tables. Paths without a scheme, and {@code file:} with one slash, are local.
 *
 * <p>Trino lists files with all that is below a directory, so {@link #list} is for directories that hold few others; what it says of
 * directories is derived from the files in them.
 */
public final class TrinoStorage
        implements Storage
{
    private final TrinoFileSystem fileSystem;

    private TrinoStorage(TrinoFileSystem fileSystem)
    {
        this.fileSystem = requireNonNull(fileSystem, "fileSystem is null");
    }

    public static TrinoStorage of(TrinoFileSystem fileSystem)
    {
        return new TrinoStorage(fileSystem);
    }

    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        Location location = location(directory);
        String prefix = relative(location.path()) + "/";
        Map<String, StorageEntry> entries = new LinkedHashMap<>();
        for (FileEntry file : explaining(() -> files(location))) {
            String path = relative(file.location().path());
            if (!path.startsWith(prefix)) {
                throw new IOException("Listing " + directory + " found " + file.location() + ", which is not below");
            }
            String name = path.substring(prefix.length());
            int slash = name.indexOf('/');
            if (slash < 0) {
                entries.put(name, new StorageEntry(directory.child(name), false, file.length(), file.lastModified().toEpochMilli()));
            }
            else if (slash > 0) {
                entries.computeIfAbsent(name.substring(0, slash), child -> new StorageEntry(directory.child(child), true, 0, 0));
            }
        }
        return List.copyOf(entries.values());
    }

    private List<FileEntry> files(Location directory)
            throws IOException
    {
        List<FileEntry> entries = new ArrayList<>();
        FileIterator files = fileSystem.listFiles(directory);
        while (files.hasNext()) {
            entries.add(files.next());
        }
        return entries;
    }

    @Override
    public List<StorageEntry> directories(StoragePath directory)
            throws IOException
    {
        List<StorageEntry> entries = new ArrayList<>();
        for (Location child : explaining(() -> fileSystem.listDirectories(location(directory)))) {
            String path = relative(child.path());
            entries.add(new StorageEntry(directory.child(path.substring(path.lastIndexOf('/') + 1)), true, 0, 0));
        }
        return entries;
    }

    @Override
    public boolean exists(StoragePath path)
            throws IOException
    {
        if (!explaining(() -> fileSystem.newInputFile(location(path)).exists())) {
            return false;
        }
        // object stores have no directories that could be taken for files
        return !FileBytes.isLocal(path) || !directoryExists(path);
    }

    @Override
    public boolean directoryExists(StoragePath path)
            throws IOException
    {
        Location location = location(path);
        Optional<Boolean> exists = explaining(() -> fileSystem.directoryExists(location));
        return exists.isPresent() ? exists.get() : explaining(() -> fileSystem.listFiles(location).hasNext());
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return new File(path, fileSystem.newInputFile(location(path)));
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return new File(path, fileSystem.newInputFile(location(path), length));
    }

    @Override
    public byte[] readAll(StoragePath path)
            throws IOException
    {
        byte[] bytes = explaining(() -> {
            // a stream spares asking for the length first
            try (InputStream stream = fileSystem.newInputFile(location(path)).newStream()) {
                return stream.readNBytes(MAX_SMALL_FILE);
            }
        });
        if (bytes.length == MAX_SMALL_FILE) {
            throw VarveException.corrupt("File " + path + " is too large to be read at once");
        }
        return bytes;
    }

    @Override
    public Optional<byte[]> readIfPresent(StoragePath path)
            throws IOException
    {
        try {
            return Optional.of(readAll(path));
        }
        catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    @FunctionalInterface
    interface Call<T>
    {
        T run()
                throws IOException;
    }

    static <T> T explaining(Call<T> call)
            throws IOException
    {
        try {
            return call.run();
        }
        catch (IOException | RuntimeException e) {
            throw explained(e);
        }
    }

    /** File systems say in the causes of an error what went wrong, and as a rule only there. */
    static IOException explained(Exception error)
    {
        if (error instanceof FileNotFoundException || error instanceof EOFException || error instanceof FileAlreadyExistsException) {
            return (IOException) error;
        }
        String message = requireNonNullElseGet(error.getMessage(), error.getClass()::getSimpleName);
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            String reason = requireNonNullElseGet(cause.getMessage(), cause.getClass()::getSimpleName);
            if (!message.contains(reason)) {
                message += ": " + reason;
            }
        }
        return error instanceof IOException failure && message.equals(error.getMessage()) ? failure : new IOException(message, error);
    }

    static Location location(StoragePath path)
    {
        String text = path.text();
        if (text.startsWith("file:") && !text.startsWith("file://")) {
            text = text.substring("file:".length());
        }
        return Location.of(text.startsWith("/") ? "file://" + text : text);
    }

    /** The path without slashes at its ends. */
    private static String relative(String path)
    {
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(start, end);
    }

    private record File(StoragePath path, TrinoInputFile file)
            implements InputFile
    {
        @Override
        public long length()
                throws IOException
        {
            return explaining(file::length);
        }

        @Override
        public PositionedInput newInput()
                throws IOException
        {
            return new Input(file, explaining(file::newInput));
        }
    }

    /** File systems tell the end of a file in different ways. */
    private record Input(TrinoInputFile file, TrinoInput input)
            implements PositionedInput
    {
        @Override
        public void readFully(long position, byte[] buffer, int offset, int length)
                throws IOException
        {
            try {
                input.readFully(position, buffer, offset, length);
            }
            catch (IOException e) {
                throw isEnd(position + length, e) ? end(position + length, e) : explained(e);
            }
        }

        private boolean isEnd(long position, IOException e)
                throws IOException
        {
            // The length may be one that metadata claims.
            return e instanceof EOFException || e.getCause() instanceof EOFException || file.length() < position;
        }

        private EOFException end(long position, IOException cause)
        {
            EOFException end = new EOFException("File " + file.location() + " ends before byte " + position);
            end.initCause(cause);
            return end;
        }

        @Override
        public void close()
                throws IOException
        {
            input.close();
        }
    }
}
