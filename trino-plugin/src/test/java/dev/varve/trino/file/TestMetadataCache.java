package dev.varve.trino.file;

import dev.varve.TemporaryDirectory;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.PositionedInput;
import dev.varve.storage.Storage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** What is kept of which files, for whom, and how much. */
public class TestMetadataCache
{
    private TemporaryDirectory temporary;
    private Path directory;

    @BeforeClass
    public void makeDirectory()
            throws IOException
    {
        temporary = TemporaryDirectory.create();
        directory = Files.createDirectories(temporary.path().resolve("manifest"));
    }

    @AfterClass(alwaysRun = true)
    public void deleteDirectory()
            throws IOException
    {
        temporary.close();
        temporary = null;
    }

    @Test
    public void testManifestsAreReadOncePerUser()
            throws IOException
    {
        MetadataCache cache = new MetadataCache(1 << 20);
        Storage alice = cache.over(new LocalStorage(), "alice");
        Path manifest = write(directory.resolve("manifest-" + UUID.randomUUID() + "-0"), 1000);
        byte[] content = Files.readAllBytes(manifest);
        assertThat(read(alice, manifest, 0, 1000)).isEqualTo(content);
        assertThat(read(alice, manifest, 0, 1000)).isEqualTo(content);
        assertThat(cache.getMisses()).isEqualTo(1);
        assertThat(cache.getHits()).isEqualTo(1);
        assertThat(read(cache.over(new LocalStorage(), "bob"), manifest, 0, 1000)).isEqualTo(content);
        assertThat(cache.getMisses()).as("bob may not be allowed to read it").isEqualTo(2);
    }

    @Test
    public void testNamesThatAreUsedAgainAreReadAgain()
            throws IOException
    {
        MetadataCache cache = new MetadataCache(1 << 20);
        Storage storage = cache.over(new LocalStorage(), "alice");
        for (String name : new String[] {"schema-0", "snapshot-1", "LATEST"}) {
            for (int i = 0; i < 2; i++) {
                Path file = write(directory.resolve(name), 100);
                assertThat(read(storage, file, 0, 100)).as(name).isEqualTo(Files.readAllBytes(file));
            }
        }
        assertThat(cache.getEntries()).isZero();
    }

    @Test
    public void testOnlyTheEndsOfDataFilesAreKept()
            throws IOException
    {
        MetadataCache cache = new MetadataCache(1 << 20);
        Storage storage = cache.over(new LocalStorage(), "alice");
        Path bucket = Files.createDirectories(temporary.path().resolve("bucket-0"));
        Path file = write(bucket.resolve("data-" + UUID.randomUUID() + "-0.parquet"), 1000);
        byte[] content = Files.readAllBytes(file);
        for (int i = 0; i < 2; i++) {
            assertThat(read(storage, file, 0, 1000)).isEqualTo(content);
            assertThat(read(storage, file, 100, 50)).isEqualTo(Arrays.copyOfRange(content, 100, 150));
            assertThat(read(storage, file, 900, 100)).isEqualTo(Arrays.copyOfRange(content, 900, 1000));
        }
        assertThat(cache.getEntries()).isEqualTo(1);
        assertThat(cache.getHits()).isEqualTo(1);
    }

    @Test
    public void testBytesAreBounded()
            throws IOException
    {
        MetadataCache cache = new MetadataCache(20_000);
        Storage storage = cache.over(new LocalStorage(), "alice");
        for (int i = 0; i < 50; i++) {
            Path manifest = write(directory.resolve("manifest-" + UUID.randomUUID() + "-0"), 1000);
            assertThat(read(storage, manifest, 0, 1000)).isEqualTo(Files.readAllBytes(manifest));
            assertThat(cache.getBytes()).isLessThanOrEqualTo(20_000);
        }
        assertThat(cache.getEvictions()).isPositive();
        read(storage, write(directory.resolve("manifest-" + UUID.randomUUID() + "-0"), 6000), 0, 6000);
        assertThat(cache.getBytes()).as("too large for the cache").isLessThan(20_000);
        cache.flush();
        assertThat(cache.getBytes()).isZero();
    }

    private static Path write(Path file, int size)
            throws IOException
    {
        byte[] bytes = new byte[size];
        new Random().nextBytes(bytes);
        return Files.write(file, bytes);
    }

    private static byte[] read(Storage storage, Path file, long position, int count)
            throws IOException
    {
        byte[] bytes = new byte[count];
        try (PositionedInput input = storage.open(StoragePath.of(file.toString()), Files.size(file)).newInput()) {
            input.readFully(position, bytes, 0, count);
        }
        return bytes;
    }
}
