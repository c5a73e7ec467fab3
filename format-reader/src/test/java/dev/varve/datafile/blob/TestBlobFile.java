package dev.varve.datafile.blob;

import dev.varve.TemporaryDirectory;
import dev.varve.datafile.ReadMetrics;
import dev.varve.error.VarveException;
import dev.varve.storage.InputFile;
import dev.varve.storage.LocalStorage;
import dev.varve.storage.StoragePath;
import org.testng.annotations.AfterClass;
import org.testng.annotations.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestBlobFile
{
    /** "hello", NULL and "yo", as Paimon 1.4.2 writes them. */
    private static final byte[] SAMPLE = HexFormat.of().parseHex("cf114e58" + "68656c6c6f" + "1500000000000000" + "c8f6a751" + "cf114e58" + "796f" + "1200000000000000" + "83244380" + "2a2b26" + "0300000001");

    private final TemporaryDirectory directory = TemporaryDirectory.create();

    @AfterClass(alwaysRun = true)
    public void removeFiles()
            throws IOException
    {
        directory.close();
    }

    @Test
    public void readsWhatPaimonWrites()
            throws IOException
    {
        try (BlobFile file = BlobFile.open(file(SAMPLE), new ReadMetrics())) {
            assertThat(file.rowCount()).isEqualTo(3);
            assertThat(new boolean[] {file.isNull(0), file.isNull(1), file.isNull(2)}).containsExactly(false, true, false);
            byte[] target = new byte[(int) (1 + file.recordBytes(0) + file.recordBytes(1) + file.recordBytes(2))];
            int[] offsets = {1, 0, 0, 0};
            file.read(0, 3, target, offsets, 0);
            assertThat(offsets).containsExactly(1, 6, 6, 8);
            assertThat(new String(target, 1, 7, StandardCharsets.UTF_8)).isEqualTo("helloyo");
            assertThat(file.descriptor(2)).isEqualTo(new BlobDescriptor(file.path().text(), 25, 2));
        }
    }

    @Test
    public void tellsNullFromAValueOfAnotherFile()
            throws IOException
    {
        byte[] bytes = HexFormat.of().parseHex("0302" + "0200000001");
        try (BlobFile file = BlobFile.open(file(bytes), new ReadMetrics())) {
            assertThat(file.isElsewhere(0)).isTrue();
            assertThat(file.isNull(0)).isFalse();
            assertThat(file.isNull(1)).isTrue();
        }
    }

    @Test
    public void everyCutIsAnErrorThatNamesTheFile()
            throws IOException
    {
        for (int length = 0; length < SAMPLE.length; length++) {
            InputFile file = file(Arrays.copyOf(SAMPLE, length));
            assertThatThrownBy(() -> BlobFile.open(file, new ReadMetrics()))
                    .as("cut to %s bytes", length)
                    .satisfiesAnyOf(
                            e -> assertThat(e).isInstanceOf(IOException.class),
                            e -> assertThat(e).isInstanceOf(VarveException.class))
                    .hasMessageContaining(file.path().name());
        }
    }

    @Test
    public void everyDamagedByteOfAValueIsFound()
            throws IOException
    {
        for (int position = 0; position < 21; position++) {
            byte[] damaged = SAMPLE.clone();
            damaged[position] ^= 1;
            InputFile input = file(damaged);
            try (BlobFile file = BlobFile.open(input, new ReadMetrics())) {
                assertThatThrownBy(() -> file.read(0, 1, new byte[21], new int[2], 0))
                        .as("byte %s", position)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(input.path().name());
            }
        }
    }

    @Test
    public void descriptorsAreThoseOfPaimon()
            throws IOException
    {
        byte[] bytes = HexFormat.of().parseHex("02" + "43534544424f4c42" + "09000000" + "66696c653a2f782f79" + "0400000000000000" + "0500000000000000");
        BlobDescriptor descriptor = new BlobDescriptor("file:/x/y", 4, 5);
        assertThat(BlobDescriptor.parse(bytes)).isEqualTo(descriptor);
        assertThat(descriptor.toBytes()).isEqualTo(bytes);
        byte[] withoutMagic = HexFormat.of().parseHex("01" + "09000000" + "66696c653a2f782f79" + "0400000000000000" + "ffffffffffffffff");
        assertThat(BlobDescriptor.parse(withoutMagic)).isEqualTo(new BlobDescriptor("file:/x/y", 4, -1));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> BlobDescriptor.parse(cut)).isInstanceOf(IOException.class);
        }
    }

    private InputFile file(byte[] bytes)
            throws IOException
    {
        Path path = directory.file(".blob");
        Files.write(path, bytes);
        return new LocalStorage().open(StoragePath.of(path.toString()));
    }
}
