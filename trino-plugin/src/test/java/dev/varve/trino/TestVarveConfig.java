package dev.varve.trino;

import com.google.common.collect.ImmutableMap;
import io.airlift.configuration.ConfigurationFactory;
import io.airlift.units.Duration;
import org.testng.annotations.Test;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestVarveConfig
{
    @Test
    public void testDefaults()
    {
        VarveConfig config = build(Map.of("warehouse", "/lake"));
        assertThat(config.getWarehouse()).hasValue("/lake");
        assertThat(config.getMetastore()).isEqualTo("filesystem");
        assertThat(config.getDynamicFilteringWaitTimeout()).isEqualTo(new Duration(1, TimeUnit.SECONDS));
        assertThat(config.isBucketExecution()).isTrue();
    }

    @Test
    public void testExplicit()
    {
        VarveConfig config = build(ImmutableMap.of(
                "warehouse", "s3://bucket/lake",
                "metastore", "filesystem",
                "dynamic-filtering.wait-timeout", "5s",
                "bucket-execution", "false"));
        assertThat(config.getWarehouse()).hasValue("s3://bucket/lake");
        assertThat(config.getDynamicFilteringWaitTimeout()).isEqualTo(new Duration(5, TimeUnit.SECONDS));
        assertThat(config.isBucketExecution()).isFalse();
    }

    @Test
    public void testWarehouseIsRequired()
    {
        assertThatThrownBy(() -> build(Map.of())).hasMessageContaining("warehouse must be set to the root directory of the tables");
    }

    @Test
    public void testOtherMetastoresAreRejected()
    {
        assertThatThrownBy(() -> build(Map.of("warehouse", "/lake", "metastore", "jdbc")))
                .hasMessageContaining("metastore must be 'filesystem' or 'hive'");
    }

    private static VarveConfig build(Map<String, String> properties)
    {
        return new ConfigurationFactory(properties).build(VarveConfig.class);
    }
}
