package dev.varve.index;

import dev.varve.avro.AvroOutput;
import dev.varve.avro.AvroRecord;
import dev.varve.avro.AvroShape.RecordOf;
import dev.varve.error.VarveException;
import dev.varve.index.IndexFile.VectorRange;
import dev.varve.row.BinaryRow;
import dev.varve.storage.StoragePath;
import io.airlift.slice.Slice;
import io.airlift.slice.Slices;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import static dev.varve.avro.AvroShape.BYTES;
import static dev.varve.avro.AvroShape.LONG;
import static dev.varve.avro.AvroShape.TEXT;
import static dev.varve.avro.AvroShape.field;
import static dev.varve.avro.AvroShape.listOf;
import static dev.varve.avro.AvroShape.recordOf;

/** The Avro records of index manifests, see {@code docs/format/index.md}: decoded by name, encoded with the schema of Paimon 1.4. */
final class IndexManifestRecords
{
    private static final long VERSION = 1;

    static final RecordOf ENTRY = recordOf(
            field("_VERSION", LONG),
            field("_KIND", LONG),
            field("_PARTITION", BYTES),
            field("_BUCKET", LONG),
            field("_INDEX_TYPE", TEXT),
            field("_FILE_NAME", TEXT),
            field("_FILE_SIZE", LONG),
            field("_ROW_COUNT", LONG),
            field("_DELETIONS_VECTORS_RANGES", listOf(recordOf(
                    field("f0", TEXT),
                    field("f1", LONG),
                    field("f2", LONG),
                    field("_CARDINALITY", LONG)))),
            field("_EXTERNAL_PATH", TEXT),
            field("_GLOBAL_INDEX", recordOf(
                    field("_ROW_RANGE_START", LONG),
                    field("_ROW_RANGE_END", LONG),
                    field("_INDEX_FIELD_ID", LONG),
                    field("_EXTRA_FIELD_IDS", listOf(LONG)),
                    field("_INDEX_META", BYTES),
                    field("_SOURCE_META", BYTES))));

    static final String SCHEMA = schema("");
    /** For entries of which one has a {@link GlobalIndex#sourceMeta}. */
    static final String SCHEMA_WITH_SOURCE_META = schema(",{\"name\":\"_SOURCE_META\",\"type\":[\"null\",\"bytes\"],\"default\":null}");

    private IndexManifestRecords() {}

    private static String schema(String lastField)
    {
        return """
                {"type":"record","name":"record","namespace":"org.apache.paimon.avro.generated","fields":[\
                {"name":"_VERSION","type":"int"},{"name":"_KIND","type":"int"},{"name":"_PARTITION","type":"bytes"},\
                {"name":"_BUCKET","type":"int"},{"name":"_INDEX_TYPE","type":"string"},{"name":"_FILE_NAME","type":"string"},\
                {"name":"_FILE_SIZE","type":"long"},{"name":"_ROW_COUNT","type":"long"},\
                {"name":"_DELETIONS_VECTORS_RANGES","type":["null",{"type":"array","items":["null",\
                {"type":"record","name":"record__DELETIONS_VECTORS_RANGES","fields":[\
                {"name":"f0","type":"string"},{"name":"f1","type":"int"},{"name":"f2","type":"int"},\
                {"name":"_CARDINALITY","type":["null","long"],"default":null}]}]}],"default":null},\
                {"name":"_EXTERNAL_PATH","type":["null","string"],"default":null},\
                {"name":"_GLOBAL_INDEX","type":["null",{"type":"record","name":"record__GLOBAL_INDEX","fields":[\
                {"name":"_ROW_RANGE_START","type":"long"},{"name":"_ROW_RANGE_END","type":"long"},\
                {"name":"_INDEX_FIELD_ID","type":"int"},\
                {"name":"_EXTRA_FIELD_IDS","type":["null",{"type":"array","items":"int"}],"default":null},\
                {"name":"_INDEX_META","type":["null","bytes"],"default":null}%s]}],"default":null}]}""".formatted(lastField);
    }

    /** @param file that the record comes from, for messages */
    static IndexManifestEntry entry(AvroRecord record, StoragePath file)
    {
        long version = record.requiredLong(0);
        if (version != VERSION) {
            throw VarveException.unsupported("File " + file + " has _VERSION " + version + ", known is " + VERSION);
        }
        if (record.requiredLong(1) != 0) {
            throw record.damaged(1, "is " + record.requiredLong(1) + ", which removes an index file");
        }
        return new IndexManifestEntry(
                partition(record),
                record.requiredInt(3),
                new IndexFile(
                        record.requiredText(4),
                        record.requiredFileName(5),
                        record.requiredLong(6),
                        record.requiredLong(7),
                        vectors(record),
                        record.optionalText(9).filter(path -> !path.isEmpty())),
                record.optionalRecord(10).map(IndexManifestRecords::global));
    }

    private static List<VectorRange> vectors(AvroRecord record)
    {
        List<VectorRange> vectors = new ArrayList<>();
        for (AvroRecord range : record.records(8)) {
            OptionalLong cardinality = range.optionalLong(3);
            if (range.requiredInt(1) < 0 || range.requiredInt(2) < 0 || cardinality.orElse(0) < 0) {
                throw range.damaged(1, "places the deletion vector of " + range.requiredText(0) + " where it cannot be");
            }
            vectors.add(new VectorRange(range.requiredText(0), range.requiredInt(1), range.requiredInt(2), cardinality));
        }
        return vectors;
    }

    private static GlobalIndex global(AvroRecord record)
    {
        return new GlobalIndex(
                record.requiredLong(0),
                record.requiredLong(1),
                record.requiredInt(2),
                record.optionalLongs(3).map(ids -> ids.stream().map(Long::intValue).toList()),
                record.optionalBytes(4).map(Slices::wrappedBuffer),
                record.optionalBytes(5).map(Slices::wrappedBuffer));
    }

    private static BinaryRow partition(AvroRecord record)
    {
        try {
            return BinaryRow.of(record.requiredBytes(2));
        }
        catch (VarveException e) {
            throw record.damaged(2, "makes no sense: " + e.getMessage());
        }
    }

    /** @param sourceMeta whether the schema is the one with it */
    static void encode(AvroOutput output, IndexManifestEntry entry, boolean sourceMeta)
    {
        IndexFile file = entry.file();
        output.writeLong(VERSION);
        output.writeLong(0);
        output.writeBytes(entry.partition().toBytes());
        output.writeLong(entry.bucket());
        output.writeText(file.type());
        output.writeText(file.name());
        output.writeLong(file.size());
        output.writeLong(file.rowCount());
        output.writePresence(file.type().equals(IndexFile.DELETION_VECTORS));
        if (file.type().equals(IndexFile.DELETION_VECTORS)) {
            output.writeList(file.vectors(), IndexManifestRecords::encode);
        }
        output.writeOptional(file.externalPath(), AvroOutput::writeText);
        output.writeOptional(entry.global(), (out, global) -> encode(out, global, sourceMeta));
    }

    private static void encode(AvroOutput output, VectorRange vector)
    {
        output.writePresence(true);
        output.writeText(vector.dataFile());
        output.writeLong(vector.offset());
        output.writeLong(vector.length());
        output.writeOptional(vector.cardinality());
    }

    private static void encode(AvroOutput output, GlobalIndex global, boolean sourceMeta)
    {
        output.writeLong(global.firstRowId());
        output.writeLong(global.lastRowId());
        output.writeLong(global.fieldId());
        output.writeOptional(global.extraFieldIds(), (out, ids) -> out.writeList(ids, (list, id) -> list.writeLong(id)));
        output.writeOptional(global.meta().map(Slice::getBytes), AvroOutput::writeBytes);
        if (sourceMeta) {
            output.writeOptional(global.sourceMeta().map(Slice::getBytes), AvroOutput::writeBytes);
        }
    }
}
