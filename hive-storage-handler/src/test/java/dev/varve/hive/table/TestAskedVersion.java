package dev.varve.hive.table;

import dev.varve.error.VarveException;
import dev.varve.snapshot.VersionSelector;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.ql.plan.TableScanDesc;
import org.testng.annotations.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestAskedVersion
{
    @Test
    public void testStatementsGoBeforeTheSession()
    {
        Configuration settings = new Configuration(false);
        assertThat(AskedVersion.of(settings)).isEqualTo(new AskedVersion("main", VersionSelector.LATEST, false));

        settings.set("paimon.scan.tag-name", "t");
        assertThat(AskedVersion.of(settings)).isEqualTo(new AskedVersion("main", new VersionSelector.TagName("t"), true));

        settings.set(TableScanDesc.AS_OF_VERSION, "5");
        assertThat(AskedVersion.of(settings)).isEqualTo(new AskedVersion("main", new VersionSelector.VersionText("5"), false));

        settings.set(TableScanDesc.SNAPSHOT_REF, "branch_b");
        assertThat(AskedVersion.of(settings)).isEqualTo(new AskedVersion("b", VersionSelector.LATEST, false));
    }

    @Test
    public void testNullUnsets()
    {
        Configuration settings = new Configuration(false);
        settings.set("paimon.scan.snapshot-id", "Null");

        assertThat(AskedVersion.of(settings)).isEqualTo(new AskedVersion("main", VersionSelector.LATEST, false));
    }

    @Test
    public void testSettingsThatWouldBeIgnoredAreRefused()
    {
        Configuration unknown = new Configuration(false);
        unknown.set("paimon.scan.mode", "incremental");
        assertThatThrownBy(() -> AskedVersion.of(unknown)).isInstanceOf(VarveException.class).hasMessageContaining("paimon.scan.mode");

        Configuration twice = new Configuration(false);
        twice.set("paimon.scan.snapshot-id", "1");
        twice.set("paimon.scan.tag-name", "t");
        assertThatThrownBy(() -> AskedVersion.of(twice)).isInstanceOf(VarveException.class).hasMessageContaining("several versions");

        Configuration text = new Configuration(false);
        text.set("paimon.scan.snapshot-id", "one");
        assertThatThrownBy(() -> AskedVersion.of(text)).isInstanceOf(VarveException.class).hasMessageContaining("'one'");
    }
}
