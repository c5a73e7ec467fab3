package dev.varve.datafile;

import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.Test;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static dev.varve.datafile.ReadMetrics.Counter.BYTES_READ;
import static dev.varve.datafile.ReadMetrics.Counter.FILES_OPENED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestCountedInput
{
    @Test
    public void testRangesAreCheckedBeforeMemoryIsTaken()
            throws IOException
    {
        Path file = Files.createTempFile("counted", ".bin");
        try {
            Files.write(file, new byte[] {1, 2, 3});
            ReadMetrics metrics = new ReadMetrics();
            try (CountedInput input = CountedInput.open(new LocalStorage().open(StoragePath.of(file.toString())), metrics)) {
                assertThat(input.read(1, 2)).containsExactly(2, 3);
                assertThat(input.read(3, 0)).isEmpty();
                for (long[] range : new long[][] {{0, 4}, {0, Integer.MAX_VALUE}, {0, Long.MAX_VALUE}, {-1, 1}, {4, 0}, {2, -1}, {Long.MAX_VALUE, 1}}) {
                    assertThatThrownBy(() -> input.read(range[0], range[1]))
                            .isInstanceOf(EOFException.class)
                            .hasMessageContaining(file.toString());
                }
                assertThat(input.bytesRead()).isEqualTo(2);
            }
            assertThat(metrics.get(BYTES_READ)).isEqualTo(2);
            assertThat(metrics.get(FILES_OPENED)).isEqualTo(1);
        }
        finally {
            Files.delete(file);
        }
    }
}
