package dev.varve.product.paimon;

import dev.varve.product.kernel.KernelReader;
import dev.varve.product.rows.ReadRequest;
import dev.varve.product.rows.ReadVersion;
import dev.varve.product.rows.RowSet;
import dev.varve.product.rows.RowSource;
import dev.varve.product.rows.SqlType;
import dev.varve.type.DataType;
import dev.varve.type.IntType;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.DecimalType;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Sums of decimals may have more digits than their type, until a file format forgets them. */
public class TestOutgrownDecimals
{
    private static final String DATABASE = "sums";
    private static final int KEYS = 3;

    @DataProvider
    public Object[][] tables()
    {
        List<Object[]> tables = new ArrayList<>();
        for (String format : List.of("parquet", "orc", "avro")) {
            for (DecimalType type : List.of(new DecimalType(5, 1), new DecimalType(9, 2), new DecimalType(12, 2), new DecimalType(18, 6), new DecimalType(25, 3), new DecimalType(38, 2))) {
                tables.add(new Object[] {format, type});
            }
        }
        return tables.toArray(Object[][]::new);
    }

    @Test(dataProvider = "tables")
    public void testKernelReadsWhatPaimonReads(String format, DecimalType type)
            throws Exception
    {
        Path parent = Path.of("target", "random").toAbsolutePath();
        Files.createDirectories(parent);
        Path warehouse = Files.createTempDirectory(parent, "sums-");
        try (Catalog catalog = CatalogFactory.createCatalog(CatalogContext.create(new org.apache.paimon.fs.Path(warehouse.toUri())));
                PaimonReader paimon = PaimonReader.open(warehouse);
                RowSource kernel = KernelReader.open(warehouse)) {
            catalog.createDatabase(DATABASE, false);
            Identifier identifier = Identifier.create(DATABASE, "t");
            catalog.createTable(
                    identifier,
                    Schema.newBuilder()
                            .column("k", DataTypes.INT().notNull())
                            .column("total", type)
                            .primaryKey("k")
                            .option("bucket", "1")
                            .option("file.format", format)
                            .option("merge-engine", "aggregation")
                            .option("fields.total.aggregate-function", "sum")
                            .option("write-only", "true")
                            .build(),
                    false);
            Table table = catalog.getTable(identifier);
            Decimal most = decimal(BigInteger.TEN.pow(type.getPrecision()).subtract(BigInteger.ONE), type);
            Decimal one = decimal(BigInteger.ONE, type);
            ReadRequest request = new ReadRequest(DATABASE, "t", Optional.empty(), ReadVersion.LATEST, List.of("k", "total"), Optional.empty());
            List<DataType> types = List.of(new IntType(false), SqlType.parse(type.toString()));
            for (int round = 0; round < 4; round++) {
                commit(table, round == 2, most, round % 2 == 0 ? most : one, decimal(BigInteger.ZERO, type));
                RowSet expected = RowSet.of(types, paimon.read(request));
                assertThat(RowSet.of(types, kernel.read(request)).lines()).as("round %s", round).isEqualTo(expected.lines());
            }
        }
    }

    private static Decimal decimal(BigInteger unscaled, DecimalType type)
    {
        return Decimal.fromBigDecimal(new BigDecimal(unscaled, type.getScale()), type.getPrecision(), type.getScale());
    }

    private static void commit(Table table, boolean compacted, Decimal... values)
            throws Exception
    {
        BatchWriteBuilder builder = (compacted ? table.copy(Map.of("write-only", "false")) : table).newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            for (int key = 0; key < KEYS; key++) {
                write.write(GenericRow.of(key, values[key]));
            }
            if (compacted) {
                write.compact(BinaryRow.EMPTY_ROW, 0, true);
            }
            commit.commit(write.prepareCommit());
        }
    }
}
