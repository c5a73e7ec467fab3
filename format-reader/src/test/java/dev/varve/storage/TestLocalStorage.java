package dev.varve.storage;

import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Test(singleThreaded = true)
public final class TestLocalStorage
{
    private final WritableStorage storage = new LocalStorage();
    private StoragePath root;

    @BeforeMethod
    public void createRoot()
            throws IOException
    {
        root = StoragePath.of(Files.createTempDirectory("storage").toString());
    }

    @AfterMethod(alwaysRun = true)
    public void deleteRoot()
            throws IOException
    {
        storage.deleteDirectory(root);
        assertThat(storage.directoryExists(root)).isFalse();
    }

    @Test
    public void oneOfManyCreatesAFile()
            throws Exception
    {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                StoragePath file = root.child("snapshot/snapshot-" + round);
                List<Callable<Boolean>> attempts = new ArrayList<>();
                for (int writer = 0; writer < 8; writer++) {
                    byte[] content = ("writer " + writer).getBytes(UTF_8);
                    attempts.add(() -> storage.createAtomically(file, content));
                }
                List<Integer> winners = new ArrayList<>();
                List<Future<Boolean>> outcomes = threads.invokeAll(attempts);
                for (int writer = 0; writer < outcomes.size(); writer++) {
                    if (outcomes.get(writer).get()) {
                        winners.add(writer);
                    }
                }
                assertThat(winners).hasSize(1);
                assertThat(new String(storage.readAll(file), UTF_8)).isEqualTo("writer " + winners.get(0));
            }
        }
        finally {
            threads.shutdownNow();
        }
        assertThat(storage.list(root.child("snapshot"))).as("no temporary files are left").hasSize(20);
    }

    @Test
    public void createdFilesAreNew()
            throws IOException
    {
        StoragePath path = root.child("bucket-0/data-1");
        try (OutputStream output = storage.create(path)) {
            output.write(1);
        }
        assertThat(storage.readAll(path)).containsExactly(1);
        assertThatThrownBy(() -> storage.create(path)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    public void overwritingReplaces()
            throws IOException
    {
        StoragePath path = root.child("snapshot/LATEST");
        storage.overwrite(path, "12".getBytes(UTF_8));
        storage.overwrite(path, "3".getBytes(UTF_8));
        assertThat(storage.readAll(path)).isEqualTo("3".getBytes(UTF_8));
        assertThat(storage.list(path.parent())).hasSize(1);
    }

    @Test
    public void deletesWhatMayBeMissing()
            throws IOException
    {
        storage.delete(root.child("nothing"));
        storage.deleteDirectory(root.child("nothing"));
        storage.overwrite(root.child("a/b"), new byte[0]);
        storage.deleteDirectory(root.child("a"));
        assertThat(storage.list(root)).isEmpty();
    }

    @Test
    public void renamesDirectoriesButReplacesNone()
            throws IOException
    {
        storage.overwrite(root.child("old/schema/schema-0"), new byte[] {1});
        storage.createDirectory(root.child("taken"));
        assertThatThrownBy(() -> storage.renameDirectory(root.child("old"), root.child("taken"))).isInstanceOf(FileAlreadyExistsException.class);
        storage.renameDirectory(root.child("old"), root.child("new"));
        assertThat(storage.exists(root.child("old/schema/schema-0"))).isFalse();
        assertThat(storage.exists(root.child("new/schema/schema-0"))).isTrue();
    }
}
