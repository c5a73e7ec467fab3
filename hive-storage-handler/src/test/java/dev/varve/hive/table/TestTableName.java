package dev.varve.hive.table;

import org.apache.hadoop.conf.Configuration;
import org.testng.annotations.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;

public class TestTableName
{
    @Test
    public void testLocationOfPaimonGoesFirst()
    {
        Properties properties = properties("file:/w/t");
        assertThat(TableName.of(properties)).contains(new TableName("file:/w/t", "db", "t", List.of(), Optional.empty()));

        properties.setProperty("paimon_location", "hdfs://nn/t");
        assertThat(TableName.of(properties).orElseThrow().location()).isEqualTo("hdfs://nn/t");

        assertThat(TableName.of(new Properties())).isEmpty();
    }

    @Test
    public void testLocationOfAPartition()
    {
        Properties properties = properties("file:/w/t/dt=2024-01-01/hr=3");
        properties.setProperty("partition_columns", "dt/hr");

        assertThat(TableName.of(properties)).contains(new TableName("file:/w/t", "db", "t", List.of("dt", "hr"), Optional.empty()));
    }

    @Test
    public void testThroughTheSettingsOfAJob()
    {
        TableName table = new TableName("file:/w/t", "db", "t", List.of("dt", "hr"), Optional.of("snapshots"));
        Map<String, String> stored = new HashMap<>();
        table.store(stored);
        Configuration job = new Configuration(false);
        stored.forEach(job::set);

        assertThat(TableName.of(job)).isEqualTo(table);
    }

    private static Properties properties(String location)
    {
        Properties properties = new Properties();
        properties.setProperty("location", location);
        properties.setProperty("name", "db.t");
        return properties;
    }
}
