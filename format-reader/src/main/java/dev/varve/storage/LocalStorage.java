package dev.varve.storage;

import dev.varve.error.VarveException;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Files of this machine; paths are plain or {@code file:} URIs. */
public final class LocalStorage
        implements WritableStorage
{
    private static final int CREATE_ATTEMPTS = 5;

    @Override
    public List<StorageEntry> list(StoragePath directory)
            throws IOException
    {
        List<StorageEntry> entries = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(toPath(directory))) {
            for (Path child : children) {
                BasicFileAttributes attributes;
                try {
                    attributes = Files.readAttributes(child, BasicFileAttributes.class);
                }
                catch (NoSuchFileException e) {
                    continue; // deleted since the listing began
                }
                entries.add(new StorageEntry(
                        directory.child(child.getFileName().toString()),
                        attributes.isDirectory(),
                        attributes.isDirectory() ? 0 : attributes.size(),
                        attributes.lastModifiedTime().toMillis()));
            }
        }
        catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        return entries;
    }

    @Override
    public boolean exists(StoragePath path)
    {
        return Files.isRegularFile(toPath(path));
    }

    @Override
    public boolean directoryExists(StoragePath path)
    {
        return Files.isDirectory(toPath(path));
    }

    @Override
    public InputFile open(StoragePath path)
    {
        return new LocalFile(path, -1);
    }

    @Override
    public InputFile open(StoragePath path, long length)
    {
        return new LocalFile(path, length);
    }

    @Override
    public AtomicCreation atomicCreation(StoragePath directory)
    {
        return AtomicCreation.RENAME;
    }

    @Override
    public OutputStream create(StoragePath path)
            throws IOException
    {
        Path file = toPath(path);
        for (int attempt = 1; ; attempt++) {
            createParent(file);
            try {
                return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }
            catch (NoSuchFileException e) {
                // Somebody deleted the directory, which was empty.
                if (attempt == CREATE_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public boolean createAtomically(StoragePath path, byte[] content)
            throws IOException
    {
        Path file = toPath(path);
        createParent(file);
        if (Files.exists(file)) {
            return false;
        }
        Path temporary = temporary(file);
        try {
            Files.write(temporary, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            // A second name fails if it is taken, which renaming does not.
            Files.createLink(file, temporary);
            return true;
        }
        catch (FileAlreadyExistsException e) {
            return false;
        }
        finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public void overwrite(StoragePath path, byte[] content)
            throws IOException
    {
        Path file = toPath(path);
        createParent(file);
        Path temporary = temporary(file);
        try {
            Files.write(temporary, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public void delete(StoragePath path)
            throws IOException
    {
        Files.deleteIfExists(toPath(path));
    }

    @Override
    public void deleteDirectory(StoragePath directory)
            throws IOException
    {
        Path root = toPath(directory);
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>()
        {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                    throws IOException
            {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                    throws IOException
            {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public boolean deleteIfEmpty(StoragePath directory)
            throws IOException
    {
        Path path = toPath(directory);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            Files.deleteIfExists(path);
            return true;
        }
        catch (DirectoryNotEmptyException e) {
            return false;
        }
    }

    @Override
    public boolean isLink(StoragePath directory)
    {
        return Files.isSymbolicLink(toPath(directory));
    }

    @Override
    public void createDirectory(StoragePath directory)
            throws IOException
    {
        Files.createDirectories(toPath(directory));
    }

    @Override
    public void renameDirectory(StoragePath from, StoragePath to)
            throws IOException
    {
        Path target = toPath(to);
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        createParent(target);
        Files.move(toPath(from), target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void createParent(Path file)
            throws IOException
    {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    /** A name that listings of the format's files pass over. */
    private static Path temporary(Path file)
    {
        return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    }

    /**
     * The path of the local file system that {@code path} means. Nothing is decoded: {@code %2F} is part of a name.
     *
     * @throws VarveException of kind INVALID_REQUEST for a location in another store, such as {@code s3://…}
     */
    public static Path toPath(StoragePath path)
    {
        String text = path.text();
        if (!text.startsWith("file:")) {
            if (text.contains("://")) {
                throw VarveException.invalid(path + " is no path of this machine: it is read through Trino, with './varve sql'");
            }
            return Path.of(text);
        }
        String plain = text.substring("file:".length());
        return Path.of(plain.startsWith("//") ? plain.substring("//".length()) : plain);
    }

    private static final class LocalFile
            implements InputFile
    {
        private final StoragePath path;
        private final long knownLength;

        private LocalFile(StoragePath path, long knownLength)
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
            return knownLength >= 0 ? knownLength : Files.size(toPath(path));
        }

        @Override
        public PositionedInput newInput()
                throws IOException
        {
            return new LocalInput(path, FileChannel.open(toPath(path), StandardOpenOption.READ));
        }
    }

    private static final class LocalInput
            implements PositionedInput
    {
        private final StoragePath path;
        private final FileChannel channel;

        private LocalInput(StoragePath path, FileChannel channel)
        {
            this.path = path;
            this.channel = channel;
        }

        @Override
        public void readFully(long position, byte[] buffer, int offset, int length)
                throws IOException
        {
            ByteBuffer target = ByteBuffer.wrap(buffer, offset, length);
            while (target.hasRemaining()) {
                int read = channel.read(target, position);
                if (read < 0) {
                    throw new EOFException("File " + path + " ends at byte " + position + ", but " + target.remaining() + " more bytes are expected");
                }
                position += read;
            }
        }

        @Override
        public void close()
                throws IOException
        {
            channel.close();
        }
    }
}
