package dev.varve.schema;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import org.testng.annotations.Test;

import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestSchemaJson
{
    private static final String NESTED = """
            {
              "version" : 3,
              "id" : 1,
              "fields" : [ {
                "id" : 1,
                "name" : "c2",
                "type" : "VARCHAR(10) NOT NULL",
                "description" : "desc",
                "defaultValue" : "'x'"
              }, {
                "id" : 16,
                "name" : "c17",
                "type" : {
                  "type" : "MAP NOT NULL",
                  "key" : "STRING NOT NULL",
                  "value" : {
                    "type" : "ROW NOT NULL",
                    "fields" : [ { "id" : 17, "name" : "x", "type" : "INT NOT NULL", "description" : "cx" },
                                 { "id" : 19, "name" : "y", "type" : { "type" : "ARRAY", "element" : {
                                     "type" : "ROW", "fields" : [ { "id" : 18, "name" : "z", "type" : "STRING" } ] } } } ]
                  }
                }
              } ],
              "highestFieldId" : 28,
              "partitionKeys" : [ ],
              "primaryKeys" : [ "c2" ],
              "options" : { "file.format" : "parquet" },
              "comment" : null,
              "timeMillis" : 1795351386256,
              "somethingNew" : { "a" : [ 1 ] }
            }
            """;

    @Test
    public void printsAsPaimonDoes()
    {
        TableSchema schema = SchemaJson.parse(NESTED.getBytes(UTF_8), "schema-1");
        String printed = new String(SchemaJson.print(schema), UTF_8);
        assertThat(SchemaJson.parse(printed.getBytes(UTF_8), "printed")).isEqualTo(schema);
        assertThat(printed)
                .startsWith("""
                        {
                          "version" : 3,
                          "id" : 1,
                          "fields" : [ {
                            "id" : 1,
                            "name" : "c2",
                            "type" : "VARCHAR(10) NOT NULL",
                            "description" : "desc",
                            "defaultValue" : "'x'"
                          }, {
                            "id" : 16,
                            "name" : "c17",
                            "type" : {
                              "type" : "MAP NOT NULL",
                              "key" : "STRING NOT NULL",
                              "value" : {
                                "type" : "ROW NOT NULL",
                                "fields" : [ {
                                  "id" : 17,
                        """)
                .endsWith("""
                          "highestFieldId" : 28,
                          "partitionKeys" : [ ],
                          "primaryKeys" : [ "c2" ],
                          "options" : {
                            "file.format" : "parquet"
                          },
                          "timeMillis" : 1795351386256
                        }""");
    }

    @Test
    public void readsNestedColumns()
    {
        TableSchema schema = parse(NESTED);
        assertThat(schema.fields().toString()).isEqualTo("ROW<`c2` VARCHAR(10) NOT NULL, " +
                "`c17` MAP<STRING NOT NULL, ROW<`x` INT NOT NULL, `y` ARRAY<ROW<`z` STRING>>> NOT NULL> NOT NULL> NOT NULL");
        assertThat(schema.column("c2").comment()).contains("desc");
        assertThat(schema.column("c2").defaultValue()).contains("'x'");
        assertThat(schema.column("c17").id()).isEqualTo(16);
        assertThat(schema.comment()).isEmpty();
        assertThat(schema.trimmedPrimaryKeys()).containsExactly("c2");
        assertThat(schema.highestFieldId()).isEqualTo(28);
        assertThat(schema.timeMillis()).isEqualTo(1795351386256L);
    }

    @Test
    public void oldSchemasGetTheDefaultsOfTheirTime()
    {
        assertThat(parse(minimal("", "")).options()).containsEntry("bucket", "1").containsEntry("file.format", "orc");
        assertThat(parse(minimal("\"version\": 2,", "")).options()).doesNotContainKey("bucket").containsEntry("file.format", "orc");
        assertThat(parse(minimal("\"version\": 2,", "\"file.format\": \"avro\"")).options()).containsEntry("file.format", "avro");
        assertThat(parse(minimal("\"version\": 3,", "")).options()).isEmpty();
    }

    @Test
    public void rejectsWhatIsMissingOrWrong()
    {
        String valid = minimal("\"version\": 3,", "");
        for (String key : List.of("id", "fields", "highestFieldId", "partitionKeys", "primaryKeys", "options")) {
            assertCorrupt(valid.replace("\"" + key + "\":", "\"other\":"), key);
        }
        assertCorrupt(valid.replace("\"id\": 7", "\"id\": \"7\""), "'id' is not a long");
        assertCorrupt(valid.replace("INT", "INT<"), "INT<");
        assertCorrupt(valid.replace("\"primaryKeys\": []", "\"primaryKeys\": [\"nix\"]"), "nix");
        assertCorrupt(valid.replace("\"partitionKeys\": []", "\"partitionKeys\": [\"a\", \"a\"]"), "twice");
        assertCorrupt(valid.substring(0, valid.length() / 2), "truncated");
        assertCorrupt("", "truncated");
        assertCorrupt("[1]", "not a JSON object");
        assertCorrupt("{\"a\":".repeat(100_000), "not valid JSON");
    }

    @Test
    public void rejectsVersionsOfTheFuture()
    {
        assertThatThrownBy(() -> parse(minimal("\"version\": 4,", ""))).isInstanceOfSatisfying(VarveException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED_FEATURE);
            assertThat(e).hasMessageContaining("schema-7").hasMessageContaining("version 4");
        });
    }

    @Test
    public void nestingIsBounded()
    {
        String type = "\"INT\"";
        for (int i = 0; i < 150; i++) {
            type = "{\"type\": \"ARRAY\", \"element\": " + type + "}";
        }
        assertCorrupt(minimal("\"version\": 3,", "").replace("\"INT\"", type), "nests deeper");
    }

    private static String minimal(String version, String options)
    {
        return """
                {%s "id": 7, "fields": [{"id": 0, "name": "a", "type": "INT"}],
                 "highestFieldId": 0, "partitionKeys": [], "primaryKeys": [], "options": {%s}}""".formatted(version, options);
    }

    private static TableSchema parse(String json)
    {
        return SchemaJson.parse(json.getBytes(UTF_8), "t/schema/schema-7");
    }

    private static void assertCorrupt(String json, String message)
    {
        assertThatThrownBy(() -> parse(json)).isInstanceOfSatisfying(VarveException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.CORRUPT_TABLE);
            assertThat(e).hasMessageContaining("t/schema/schema-7").hasMessageContaining(message);
        });
    }
}
