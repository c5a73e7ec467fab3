package dev.varve.datafile.defaults;

import dev.varve.datafile.DataFileFormats;
import dev.varve.error.VarveException;
import org.testng.annotations.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestDefaultFormats
{
    private final DataFileFormats formats = DefaultFormats.all();

    @Test
    public void testNamesTellTheFormat()
    {
        assertThat(formats.of("data-1-0.parquet").identifier()).isEqualTo("parquet");
        assertThat(formats.of("data-1-0.zst.parquet").identifier()).isEqualTo("parquet");
        assertThat(formats.of("changelog-1-0.orc").identifier()).isEqualTo("orc");
        assertThat(formats.of("data--u-user-s-0-w-1-0.avro").identifier()).isEqualTo("avro");
        assertThat(formats.of("data-1-0.avro.gz").identifier()).isEqualTo("avro");
    }

    @Test
    public void testOtherNames()
    {
        for (String name : new String[] {"data-1-0.lance", "data-1-0.csv.gz", "data-1-0.PARQUET", "data-1-0", "parquet"}) {
            assertThatThrownBy(() -> formats.of(name))
                    .isInstanceOfSatisfying(VarveException.class, e -> assertThat(e.kind()).isEqualTo(VarveException.Kind.UNSUPPORTED_FEATURE))
                    .hasMessageContaining(name);
        }
    }
}
