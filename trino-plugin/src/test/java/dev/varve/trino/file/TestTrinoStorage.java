package dev.varve.trino.file;

import dev.varve.storage.InputFile;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.Storage;
import dev.varve.storage.StorageEntry;
import dev.varve.storage.StoragePath;
import io.trino.filesystem.FileIterator;
import io.trino.filesystem.Location;
import io.trino.filesystem.TrinoFileSystem;
import io.trino.filesystem.local.LocalFileSystem;
import io.trino.filesystem.memory.MemoryFileSystem;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestTrinoStorage
{
    private Path directory;

    @BeforeClass
    public void createDirectory()
            throws IOException
    {
        directory = Files.createTempDirectory("varve-storage");
    }

    @AfterClass(alwaysRun = true)
    public void deleteDirectory()
            throws IOException
    {
        new LocalFileSystem(Path.of("/")).deleteDirectory(Location.of("file://" + directory));
    }

    @DataProvider
    public Object[][] roots()
            throws IOException
    {
        return new Object[][] {
                {new LocalFileSystem(Path.of("/")), Files.createTempDirectory(directory, "plain").toString()},
                {new LocalFileSystem(Path.of("/")), "file:" + Files.createTempDirectory(directory, "one-slash")},
                {new LocalFileSystem(Path.of("/")), "file://" + Files.createTempDirectory(directory, "three-slashes")},
                {new MemoryFileSystem(), "memory:///warehouse"},
        };
    }

    @Test(dataProvider = "roots")
    public void testListing(TrinoFileSystem fileSystem, String root)
            throws IOException
    {
        write(fileSystem, root, "t/schema/schema-0", "{}");
        write(fileSystem, root, "t/p=a%3Ab c/bucket-0/data-0.parquet", "data");
        write(fileSystem, root, "t/readme", "text");
        Storage storage = TrinoStorage.of(fileSystem);
        StoragePath table = StoragePath.of(root).child("t");

        List<StorageEntry> entries = storage.list(table);
        assertThat(entries).extracting(StorageEntry::path).containsExactlyInAnyOrder(table.child("schema"), table.child("p=a%3Ab c"), table.child("readme"));
        assertThat(entries).filteredOn(entry -> !entry.directory()).singleElement().satisfies(entry -> {
            assertThat(entry.length()).isEqualTo(4);
            assertThat(entry.modifiedMillis()).isPositive();
        });
        assertThat(storage.directories(table)).extracting(StorageEntry::path).containsExactlyInAnyOrder(table.child("schema"), table.child("p=a%3Ab c"));
        assertThat(storage.list(table.child("p=a%3Ab c/bucket-0"))).extracting(entry -> entry.path().name()).containsExactly("data-0.parquet");
    }

    @Test(dataProvider = "roots")
    public void testWhatIsNotThere(TrinoFileSystem fileSystem, String root)
            throws IOException
    {
        write(fileSystem, root, "present/file", "content");
        Storage storage = TrinoStorage.of(fileSystem);
        StoragePath missing = StoragePath.of(root).child("missing");
        assertThat(storage.list(missing)).isEmpty();
        assertThat(storage.directories(missing)).isEmpty();
        assertThat(storage.exists(missing)).isFalse();
        assertThat(storage.directoryExists(missing)).isFalse();
        assertThat(storage.readIfPresent(missing)).isEmpty();
        assertThat(storage.directoryExists(StoragePath.of(root).child("present"))).isTrue();
        assertThat(storage.exists(StoragePath.of(root).child("present"))).isFalse();
        assertThat(storage.exists(StoragePath.of(root).child("present/file"))).isTrue();
        assertThatThrownBy(() -> storage.readAll(missing)).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> read(storage.open(missing), 0, 1)).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> read(storage.open(missing, 10), 0, 1)).isInstanceOf(FileNotFoundException.class);
    }

    @Test(dataProvider = "roots")
    public void testReading(TrinoFileSystem fileSystem, String root)
            throws IOException
    {
        write(fileSystem, root, "file", "0123456789");
        Storage storage = TrinoStorage.of(fileSystem);
        StoragePath path = StoragePath.of(root).child("file");
        assertThat(storage.readAll(path)).asString(UTF_8).isEqualTo("0123456789");
        assertThat(storage.readIfPresent(path)).isPresent();
        assertThat(storage.open(path).length()).isEqualTo(10);
        assertThat(storage.open(path, 10).length()).isEqualTo(10);
        assertThat(storage.open(path).path()).isEqualTo(path);
        assertThat(read(storage.open(path), 3, 4)).isEqualTo("3456");
        assertThat(read(storage.open(path, 10), 9, 1)).isEqualTo("9");
        assertThatThrownBy(() -> read(storage.open(path, 10), 8, 4)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(storage.open(path), 8, 4)).isInstanceOf(EOFException.class).hasMessageContaining(root.substring(root.lastIndexOf('/') + 1));
    }

    @Test
    public void testErrorsSayWhatTheStoreSaid()
    {
        IOException failure = new IOException("Failed to list location", new IllegalStateException(null, new SecurityException("Access denied")));
        Storage storage = TrinoStorage.of(new MemoryFileSystem() {
            @Override
            public FileIterator listFiles(Location location)
                    throws IOException
            {
                throw failure;
            }
        });

        assertThatThrownBy(() -> storage.list(StoragePath.of("memory:///warehouse")))
                .isInstanceOf(IOException.class)
                .hasMessage("Failed to list location: IllegalStateException: Access denied")
                .hasCause(failure);
    }

    private static String read(InputFile file, long position, int length)
            throws IOException
    {
        byte[] buffer = new byte[length + 2];
        try (PositionedInput input = file.newInput()) {
            input.readFully(position, buffer, 1, length);
        }
        return new String(buffer, 1, length, UTF_8);
    }

    private static void write(TrinoFileSystem fileSystem, String root, String path, String content)
            throws IOException
    {
        String text = root.startsWith("file:/") && !root.startsWith("file://") ? root.substring("file:".length()) : root;
        fileSystem.newOutputFile(Location.of(text.startsWith("/") ? "file://" + text : text).appendPath(path)).createOrOverwrite(content.getBytes(UTF_8));
    }
}
