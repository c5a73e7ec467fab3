package dev.varve.trino;

import dev.varve.row.BucketFunction;
import dev.varve.trino.handle.BucketedScan;
import dev.varve.trino.handle.PinnedSnapshot;
import dev.varve.trino.handle.SkippedRead;
import dev.varve.trino.handle.TopRows;
import dev.varve.trino.handle.VarveColumnHandle;
import dev.varve.trino.handle.VarvePartitioningHandle;
import dev.varve.trino.handle.VarveSplit;
import dev.varve.trino.handle.VarveTableHandle;
import dev.varve.trino.handle.VarveTransactionHandle;
import dev.varve.view.DataView;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.airlift.json.JsonMapperProvider;
import io.trino.block.BlockJsonSerde;
import io.trino.plugin.base.TypeDeserializer;
import io.trino.spi.block.Block;
import io.trino.spi.connector.SchemaTableName;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.RowType;
import io.trino.spi.type.Type;
import org.testng.annotations.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import static io.airlift.slice.Slices.utf8Slice;
import static io.trino.metadata.InternalBlockEncodingSerde.TESTING_BLOCK_ENCODING_SERDE;
import static io.trino.spi.type.BigintType.BIGINT;
import static io.trino.spi.type.VarcharType.VARCHAR;
import static io.trino.type.InternalTypeManager.TESTING_TYPE_MANAGER;
import static org.assertj.core.api.Assertions.assertThat;

/** What travels from the coordinator to the workers arrives as it was. */
public class TestHandleJson
{
    private static final JsonMapper MAPPER = new JsonMapperProvider()
            .withJsonSerializers(Map.of(Block.class, new BlockJsonSerde.Serializer(TESTING_BLOCK_ENCODING_SERDE)))
            .withJsonDeserializers(Map.of(
                    Block.class, new BlockJsonSerde.Deserializer(TESTING_BLOCK_ENCODING_SERDE),
                    Type.class, new TypeDeserializer(TESTING_TYPE_MANAGER)))
            .get();

    private static final VarveColumnHandle DAY = new VarveColumnHandle(3, "Day", VARCHAR, true);
    private static final VarveColumnHandle ID = new VarveColumnHandle(0, "id", BIGINT, false);
    private static final VarveColumnHandle NESTED = new VarveColumnHandle(5, "nested", RowType.rowType(RowType.field("A", BIGINT)), false);

    @Test
    public void testTableHandle()
            throws Exception
    {
        VarveTableHandle plain = VarveTableHandle.of(new SchemaTableName("s", "t"), "s3://bucket/s.db/T", Optional.empty(), Optional.empty(), 0);
        assertRoundTrip(plain, VarveTableHandle.class);

        VarveTableHandle pushed = VarveTableHandle.of(
                        new SchemaTableName("s", "t"),
                        "file:///lake/s.db/T",
                        Optional.of("dev"),
                        Optional.of(new PinnedSnapshot(17, Optional.of("v1"), "manifest-list-1")),
                        4)
                .withConstraint(
                        TupleDomain.withColumnDomains(Map.of(DAY, Domain.multipleValues(VARCHAR, List.of(utf8Slice("mon"), utf8Slice("tue"))))),
                        TupleDomain.withColumnDomains(Map.of(ID, Domain.create(io.trino.spi.predicate.ValueSet.ofRanges(io.trino.spi.predicate.Range.greaterThan(BIGINT, 5L)), true))))
                .withProjection(List.of(ID, NESTED))
                .withView(DataView.AUDIT_LOG)
                .withSkipped(new SkippedRead(1, "nothing"))
                .withLimit(10);
        assertRoundTrip(pushed, VarveTableHandle.class);
        assertThat(pushed.toString())
                .startsWith("s.t branch=dev snapshot=17 (tag v1) view=$audit_log freshness=(nothing) partitions=")
                .contains(" filter=")
                .endsWith(" columns=[id, nested] limit=10");

        VarvePartitioningHandle partitioning = new VarvePartitioningHandle(BucketFunction.DEFAULT, List.of("BIGINT"), 4);
        assertRoundTrip(partitioning, VarvePartitioningHandle.class);
        VarveTableHandle laidOut = plain
                .withTop(new TopRows(7, ID, false), TupleDomain.withColumnDomains(Map.of(ID, Domain.singleValue(BIGINT, 3L))))
                .withBucketed(new BucketedScan(partitioning, List.of(ID)));
        assertRoundTrip(laidOut, VarveTableHandle.class);
        assertThat(laidOut.toString()).endsWith(" top=(7 by id DESC) buckets=(4 by [id])");

        assertRoundTrip(plain.withConstraint(TupleDomain.none(), TupleDomain.all()), VarveTableHandle.class);
    }

    @Test
    public void testColumnHandle()
            throws Exception
    {
        assertRoundTrip(ID, VarveColumnHandle.class);
        assertRoundTrip(NESTED, VarveColumnHandle.class);
        assertRoundTrip(new VarveColumnHandle(5, "nested.A", BIGINT, false, List.of(6)), VarveColumnHandle.class);
    }

    @Test
    public void testSplit()
            throws Exception
    {
        assertRoundTrip(new VarveSplit("AAECAw==", 3, 50), VarveSplit.class);
        assertRoundTrip(VarveTransactionHandle.INSTANCE, VarveTransactionHandle.class);
    }

    private static <T> void assertRoundTrip(T value, Class<T> type)
            throws Exception
    {
        assertThat(MAPPER.readValue(MAPPER.writeValueAsString(value), type)).isEqualTo(value);
    }
}
