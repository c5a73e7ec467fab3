package org.apache.paimon.hive;

import org.testng.annotations.Test;

import static org.assertj.core.api.Assertions.assertThat;

public class TestPaimonStorageHandler
{
    @Test
    public void testNamesAreThoseThatMetastoresHold()
    {
        PaimonStorageHandler handler = new PaimonStorageHandler();

        assertThat(handler.getClass().getName()).isEqualTo("org.apache.paimon.hive.PaimonStorageHandler");
        assertThat(handler.getSerDeClass().getName()).isEqualTo("org.apache.paimon.hive.PaimonSerDe");
        assertThat(handler.getInputFormatClass().getName()).isEqualTo("org.apache.paimon.hive.mapred.PaimonInputFormat");
        assertThat(handler.getOutputFormatClass().getName()).isEqualTo("org.apache.paimon.hive.mapred.PaimonOutputFormat");
    }
}
