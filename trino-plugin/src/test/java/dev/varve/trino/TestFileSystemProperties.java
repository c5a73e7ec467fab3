package dev.varve.trino;

import com.google.common.collect.ImmutableMap;
import org.testng.annotations.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestFileSystemProperties
{
    private static final String LOCAL = "fs.local.enabled";
    private static final String LOCAL_ROOT = "local.location";
    private static final String S3_RETRIES = "s3.max-error-retries";

    @Test
    public void testLocalWarehousesNeedNoOtherProperty()
    {
        assertThat(added("/data/lake", Map.of())).isEqualTo(Map.of(LOCAL, "true", LOCAL_ROOT, "/"));
        assertThat(added("file:/data/lake", Map.of())).isEqualTo(Map.of(LOCAL, "true", LOCAL_ROOT, "/"));
        assertThat(added("file:///data/lake", Map.of(LOCAL, "true"))).isEqualTo(Map.of(LOCAL_ROOT, "/"));
    }

    @Test
    public void testObjectStoresAreEnabledByScheme()
    {
        assertThat(added("s3://bucket/lake", Map.of())).isEqualTo(Map.of("fs.s3.enabled", "true", S3_RETRIES, "10"));
        assertThat(added("s3a://bucket/lake", Map.of(S3_RETRIES, "3"))).isEqualTo(Map.of("fs.s3.enabled", "true"));
        assertThat(added("gs://bucket/lake", Map.of())).isEqualTo(Map.of("fs.gcs.enabled", "true"));
        assertThat(added("abfss://container@account.dfs.core.windows.net/lake", Map.of())).isEqualTo(Map.of("fs.azure.enabled", "true"));
        assertThat(added("hdfs://namenode/lake", Map.of())).isEqualTo(Map.of("fs.hadoop.enabled", "true"));
    }

    @Test
    public void testWhatTheUserSaysWins()
    {
        assertThat(added("s3://bucket/lake", Map.of("fs.hadoop.enabled", "true"))).isEmpty();
        assertThat(added("s3://bucket/lake", Map.of("fs.s3.enabled", "false"))).isEmpty();
        assertThat(added("s3://bucket/lake", Map.of("fs.native-s3.enabled", "true"))).isEqualTo(Map.of(S3_RETRIES, "10"));
        assertThat(added("/data/lake", Map.of("fs.native-local.enabled", "true"))).isEqualTo(Map.of(LOCAL_ROOT, "/"));
        assertThat(added("/data/lake", Map.of("fs.hadoop.enabled", "true"))).isEmpty();
        assertThat(added("/data/lake", Map.of(LOCAL_ROOT, "/data"))).isEqualTo(Map.of(LOCAL, "true"));
        assertThat(FileSystemProperties.complete(Map.of())).isEmpty();
    }

    @Test
    public void testSchemesThatNoFileSystemServes()
    {
        assertThatThrownBy(() -> added("oss://bucket/lake", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The property 'warehouse' has a scheme that none of Trino's file systems serves: 'oss://bucket/lake'");
        assertThat(added("oss://bucket/lake", Map.of("fs.hadoop.enabled", "true"))).isEmpty();
        assertThat(added("alluxio://host/lake", Map.of("fs.alluxio.enabled", "true"))).isEmpty();
    }

    @Test
    public void testLocation()
    {
        assertThat(FileSystemProperties.location("/data/lake")).isEqualTo("file:///data/lake");
        assertThat(FileSystemProperties.location("//data/lake")).isEqualTo("file:///data/lake");
        assertThat(FileSystemProperties.location("file:/data/lake")).isEqualTo("file:///data/lake");
        assertThat(FileSystemProperties.location("file:///data/lake")).isEqualTo("file:///data/lake");
        assertThat(FileSystemProperties.location("s3://bucket/lake")).isEqualTo("s3://bucket/lake");
        assertThatThrownBy(() -> FileSystemProperties.location("data/lake"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The property 'warehouse' must be an absolute path or a URI such as s3://bucket/warehouse: 'data/lake'");
    }

    private static Map<String, String> added(String warehouse, Map<String, String> others)
    {
        Map<String, String> given = ImmutableMap.<String, String>builder().put("warehouse", warehouse).putAll(others).buildOrThrow();
        Map<String, String> completed = FileSystemProperties.complete(given);
        assertThat(completed).containsAllEntriesOf(given);
        return completed.entrySet().stream()
                .filter(entry -> !given.containsKey(entry.getKey()))
                .collect(ImmutableMap.toImmutableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    public void testAMetastoreWithoutWarehouseNeedsAFileSystem()
    {
        assertThatThrownBy(() -> FileSystemProperties.complete(Map.of("metastore", "hive")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as fs.s3.enabled=true");
        Map<String, String> given = Map.of("metastore", "hive", "fs.s3.enabled", "true");
        assertThat(FileSystemProperties.complete(given)).isEqualTo(given);
    }
}
