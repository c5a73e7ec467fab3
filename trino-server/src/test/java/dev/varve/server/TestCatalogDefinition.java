package dev.varve.server;

import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestCatalogDefinition
{
    @Test
    public void valuesSurviveTheFileWhateverTheyContain()
            throws IOException
    {
        Map<String, String> properties = Map.of(
                "connector.name", "varve",
                "warehouse", "C:\\lake = #1\n é",
                "s3.secret", " leading and trailing ");
        Properties read = new Properties();
        Path directory = Files.createTempDirectory("catalog");
        Path file = directory.resolve("lake.properties");
        try {
            new CatalogDefinition("lake", properties).write(directory);
            try (Reader reader = Files.newBufferedReader(file)) {
                read.load(reader);
            }
        }
        finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
        assertThat(read).containsExactlyInAnyOrderEntriesOf(properties);
    }

    @DataProvider
    public Object[][] impossibleNames()
    {
        return new Object[][] {{""}, {"Lake"}, {"1lake"}, {"my-lake"}, {"../lake"}};
    }

    @Test(dataProvider = "impossibleNames")
    public void namesThatSqlCannotSayUnquotedAreRejected(String name)
    {
        assertThatThrownBy(() -> new CatalogDefinition(name, Map.of("connector.name", "varve")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Catalog name '" + name + "'");
    }

    @Test
    public void aCatalogNeedsAConnector()
    {
        assertThatThrownBy(() -> new CatalogDefinition("lake", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("connector.name is missing");
    }
}
