package dev.varve.hms.thrift;

import dev.varve.error.VarveException;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.net.URI;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestMetastoreAddress
{
    @Test
    public void severalUrisAndTheDefaultPort()
    {
        assertThat(MetastoreAddress.parse("thrift://a:1, thrift://b").uris()).containsExactly(URI.create("thrift://a:1"), URI.create("thrift://b:9083"));
    }

    @DataProvider
    public Object[][] wrong()
    {
        return new Object[][] {{""}, {"localhost:9083"}, {"http://localhost:9083"}, {"thrift://"}, {"thrift://a:1/db"}, {"thrift://a:1,"}, {"thrift://u@a:1"}};
    }

    @Test(dataProvider = "wrong")
    public void whatIsNoUriIsRefused(String text)
    {
        assertThatThrownBy(() -> MetastoreAddress.parse(text)).isInstanceOf(VarveException.class).hasMessageContaining("write thrift://HOST:PORT");
    }
}
