package dev.varve.write.file;

import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.TypeDescription;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The schemas that files carry, as text. */
final class FileSchemas
{
    private FileSchemas() {}

    static String read(Path file)
            throws IOException
    {
        String name = file.toString();
        if (name.endsWith(".avro")) {
            try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
                return reader.getMetaString("avro.schema") + reader.getMetaString("avro.codec");
            }
        }
        if (name.endsWith(".orc")) {
            try (Reader reader = OrcFile.createReader(new org.apache.hadoop.fs.Path(file.toUri()), OrcFile.readerOptions(new Configuration(false)))) {
                return attributes(reader.getSchema()) + reader.getCompressionKind();
            }
        }
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return reader.getFileMetaData().getSchema().toString() +
                    reader.getFooter().getBlocks().get(0).getColumns().get(0).getCodec() +
                    reader.getFileMetaData().getKeyValueMetaData();
        }
    }

    private static String attributes(TypeDescription type)
    {
        List<String> parts = new ArrayList<>();
        parts.add(type.getCategory() + " " + (type.getChildren() == null ? type : type.getCategory() == TypeDescription.Category.STRUCT ? type.getFieldNames() : ""));
        for (String name : type.getAttributeNames()) {
            parts.add(name + "=" + type.getAttributeValue(name));
        }
        if (type.getChildren() != null) {
            type.getChildren().forEach(child -> parts.add(attributes(child)));
        }
        return parts.toString();
    }
}
