package dev.varve.storage;

import dev.varve.error.VarveException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestConfinedStorage
{
    @DataProvider
    public Object[][] paths()
    {
        return new Object[][] {
                {"s3://lake/t", "s3://lake/t/bucket-0/data", true},
                {"s3://lake/t", "s3://archive/data", true},
                {"s3://lake/t", "hdfs://old/data", true},
                {"s3://lake/t", "/etc/passwd", false},
                {"s3://lake/t", "file:/etc/passwd", false},
                {"s3://lake/t", "FILE:///etc/passwd", false},
                {"s3://lake/t", "http://169.254.169.254/latest", false},
                {"hdfs://lake/t", "https://example.com/x", false},
                {"/lake/t", "/data/x", true},
                {"/lake/t", "file:/data/x", true},
                {"/lake/t", "/data/a:b", true},
                {"/lake/t", "http://example.com/x", false},
        };
    }

    @Test(dataProvider = "paths")
    public void reachesOtherStoresOnly(String table, String path, boolean reachable)
    {
        List<Object> asked = new ArrayList<>();
        Storage everywhere = (Storage) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
            asked.add(arguments[0]);
            return method.getReturnType() == boolean.class ? true : null;
        });
        Storage storage = ConfinedStorage.of(everywhere, StoragePath.of(table));
        List<ThrowingCallable> operations = List.of(
                () -> storage.open(StoragePath.of(path)),
                () -> storage.open(StoragePath.of(path), 10),
                () -> storage.readAll(StoragePath.of(path)),
                () -> storage.exists(StoragePath.of(path)),
                () -> storage.directoryExists(StoragePath.of(path)),
                () -> storage.directories(StoragePath.of(path)),
                () -> storage.list(StoragePath.of(path)));
        for (ThrowingCallable operation : operations) {
            if (reachable) {
                assertThatCode(operation).doesNotThrowAnyException();
            }
            else {
                assertThatThrownBy(operation)
                        .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.UNSUPPORTED_FEATURE))
                        .hasMessageContaining(path);
            }
        }
        assertThat(asked).hasSize(reachable ? operations.size() : 0);
    }
}
