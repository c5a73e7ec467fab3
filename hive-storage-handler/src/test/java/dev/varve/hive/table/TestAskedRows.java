package dev.varve.hive.table;

import dev.varve.error.VarveException;
import dev.varve.hive.table.AskedRows.AboutTable;
import dev.varve.hive.table.AskedRows.Changes;
import dev.varve.hive.table.AskedRows.State;
import dev.varve.snapshot.ChangeMode;
import dev.varve.snapshot.ChangeSelector;
import dev.varve.snapshot.VersionSelector;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.ql.plan.TableScanDesc;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestAskedRows
{
    private static final VersionSelector TAG = new VersionSelector.TagName("t");

    @Test
    public void testStatementsGoBeforeTheSession()
    {
        Configuration settings = new Configuration(false);
        assertThat(asked(settings)).isEqualTo(new AskedRows("main", State.LATEST));

        settings.set("paimon.scan.tag-name", "t");
        assertThat(asked(settings)).isEqualTo(new AskedRows("main", new State(TAG, true)));

        settings.set(TableScanDesc.AS_OF_VERSION, "5");
        State fifth = new State(new VersionSelector.VersionText("5"), false);
        assertThat(asked(settings)).isEqualTo(new AskedRows("main", fifth));
        assertThat(asked(settings, "branch_b")).isEqualTo(new AskedRows("b", fifth));

        settings.set(TableScanDesc.AS_OF_VERSION, "-1");
        assertThat(asked(settings, "branch_b")).isEqualTo(new AskedRows("b", State.LATEST));
    }

    @Test
    public void testReferences()
    {
        Configuration settings = new Configuration(false);

        assertThat(asked(settings, "tag_t")).isEqualTo(new AskedRows("main", new State(TAG, true)));
        assertThat(asked(settings, "Files")).isEqualTo(new AskedRows("main", new AboutTable("files", Optional.empty())));
        assertThat(asked(settings, "branch_b$snapshots")).isEqualTo(new AskedRows("b", new AboutTable("snapshots", Optional.empty())));
        assertThatThrownBy(() -> asked(settings, "what")).isInstanceOf(VarveException.class).hasMessageContaining("'what'").hasMessageContaining("snapshots");

        settings.set(TableScanDesc.AS_OF_VERSION, "5");
        assertThatThrownBy(() -> asked(settings, "tag_t")).isInstanceOf(VarveException.class).hasMessageContaining("another version");
    }

    @Test
    public void testVersionsOfTheSessionAreNotForTablesThatHaveNone()
    {
        Configuration settings = new Configuration(false);
        settings.set("paimon.scan.tag-name", "t");

        assertThat(asked(settings, "files")).isEqualTo(new AskedRows("main", new AboutTable("files", Optional.of(TAG))));
        assertThat(asked(settings, "snapshots")).isEqualTo(new AskedRows("main", new AboutTable("snapshots", Optional.empty())));
    }

    @Test
    public void testChanges()
    {
        Configuration settings = new Configuration(false);
        settings.set("paimon.incremental-between", "1, 3");
        assertThat(asked(settings)).isEqualTo(new AskedRows("main", new Changes(new ChangeSelector.BetweenVersions("1", "3", false), ChangeMode.AUTO)));

        settings.set("paimon.incremental-between-scan-mode", "diff");
        settings.set("paimon.incremental-between-tag-to-snapshot", "true");
        settings.set("paimon.scan.mode", "incremental");
        assertThat(asked(settings)).isEqualTo(new AskedRows("main", new Changes(new ChangeSelector.BetweenVersions("1", "3", true), ChangeMode.DIFF)));

        Configuration times = new Configuration(false);
        times.set("hive.local.time.zone", "Asia/Kathmandu");
        times.set("paimon.incremental-between-timestamp", "1970-01-01 05:45:00.25,86400000");
        assertThat(asked(times)).isEqualTo(new AskedRows("main", new Changes(new ChangeSelector.BetweenTimes(15 * 60_000 + 250, 86_400_000), ChangeMode.AUTO)));
    }

    @Test
    public void testNullUnsets()
    {
        Configuration settings = new Configuration(false);
        settings.set("paimon.scan.snapshot-id", "Null");

        assertThat(asked(settings)).isEqualTo(new AskedRows("main", State.LATEST));
    }

    @DataProvider
    public Object[][] senseless()
    {
        return new Object[][] {
                {Map.of("scan.fallback-branch", "b"), "scan.fallback-branch"},
                {Map.of("scan.mode", "compacted-full"), "compacted-full"},
                {Map.of("scan.mode", "latest", "scan.snapshot-id", "1"), "goes with no version"},
                {Map.of("scan.mode", "from-timestamp"), "scan.timestamp-millis"},
                {Map.of("scan.snapshot-id", "1", "scan.tag-name", "t"), "several versions"},
                {Map.of("scan.snapshot-id", "1", "incremental-between", "1,2"), "several versions"},
                {Map.of("scan.snapshot-id", "one"), "'one'"},
                {Map.of("scan.timestamp", "yesterday"), "'yesterday'"},
                {Map.of("incremental-between", "1"), "'1'"},
                {Map.of("incremental-between-scan-mode", "diff"), "incremental-between-scan-mode"},
                {Map.of("incremental-between", "1,2", "incremental-between-scan-mode", "net"), "net"},
        };
    }

    @Test(dataProvider = "senseless")
    public void testSettingsThatMakeNoSenseAreRefused(Map<String, String> settings, String message)
    {
        Configuration configuration = new Configuration(false);
        settings.forEach((name, value) -> configuration.set("paimon." + name, value));

        assertThatThrownBy(() -> asked(configuration)).isInstanceOf(VarveException.class).hasMessageContaining(message);
    }

    private static AskedRows asked(Configuration settings)
    {
        return AskedRows.of(settings, Reference.NONE);
    }

    private static AskedRows asked(Configuration settings, String reference)
    {
        return AskedRows.of(settings, Reference.parse(reference));
    }
}
