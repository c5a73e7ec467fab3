package dev.varve.storage;

import org.testng.annotations.Test;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestGuardedStorage
{
    private static final StoragePath PATH = StoragePath.of("/lake/file");

    @Test
    public void failuresNameTheFile()
    {
        assertThatThrownBy(() -> failing(new IOException("Connection refused")).readAll(PATH))
                .isInstanceOf(StorageException.class)
                .hasMessage("File /lake/file cannot be read: Connection refused");
        assertThatThrownBy(() -> failing(new UncheckedIOException(new IOException("Connection refused"))).list(PATH))
                .isInstanceOf(StorageException.class)
                .hasMessage("Directory /lake/file cannot be listed: Connection refused");
        assertThatThrownBy(() -> failing(new AccessDeniedException("/lake/file")).readAll(PATH))
                .hasMessage("File /lake/file cannot be read: AccessDeniedException");
    }

    @Test
    public void whatSaysSomethingOfTheFileIsLeftAlone()
    {
        for (IOException thrown : new IOException[] {new FileNotFoundException("gone"), new NoSuchFileException("gone"), new EOFException("short")}) {
            assertThatThrownBy(() -> failing(thrown).readAll(PATH)).isSameAs(thrown);
        }
    }

    @Test
    public void noOperationIsForgotten()
            throws Exception
    {
        GuardedStorage storage = failing(new IOException("Connection refused"));
        for (Method method : Storage.class.getMethods()) {
            if (!Arrays.asList(method.getExceptionTypes()).contains(IOException.class)) {
                continue;
            }
            assertThat(GuardedStorage.class.getDeclaredMethod(method.getName(), method.getParameterTypes())).isNotNull();
            assertThatThrownBy(() -> method.invoke(storage, PATH))
                    .isInstanceOf(InvocationTargetException.class)
                    .hasCauseInstanceOf(StorageException.class);
        }
        assertThat(GuardedStorage.of(storage)).isSameAs(storage);
    }

    private static GuardedStorage failing(Exception failure)
    {
        return GuardedStorage.of((Storage) Proxy.newProxyInstance(
                TestGuardedStorage.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (proxy, method, arguments) -> {
                    throw failure;
                }));
    }
}
