package dev.varve.read;

import dev.varve.error.VarveException;
import dev.varve.error.VarveException.Kind;
import dev.varve.storage.FailingStorage;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.types.DataTypes;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A store that fails is not a damaged table: every operation of a read fails once. */
public class TestStorageFailures
{
    private static final int MORE_OPERATIONS_THAN_A_READ_NEEDS = 500;

    @DataProvider
    public Object[][] formats()
    {
        return new Object[][] {{"parquet"}, {"orc"}, {"avro"}};
    }

    @Test(dataProvider = "formats")
    public void everyOperationOfAReadIsReportedAsTheStoresFailure(String format)
            throws Exception
    {
        try (PaimonTable table = PaimonTable.create(schema(format))) {
            table.commit(List.of(row(1, "one"), row(2, "two")));
            table.commit(List.of(row(2, "TWO"), row(3, "THREE")));
            List<List<Object>> rows = PaimonTable.read(table.open());
            assertThat(rows).hasSize(3);

            int operation = 0;
            while (true) {
                FailingStorage storage = new FailingStorage(operation);
                VarveException failure = catchThrowableOfType(
                        VarveException.class,
                        () -> assertThat(PaimonTable.read(table.open(storage))).isEqualTo(rows));
                if (storage.failed().isEmpty()) {
                    break;
                }
                assertThat(failure).as("operation %s, on %s", operation, storage.failed().get()).isNotNull();
                assertThat(failure.kind()).as("operation %s: %s", operation, failure.getMessage()).isEqualTo(Kind.STORAGE_FAILURE);
                assertThat(failure).hasMessageContaining(storage.failed().get().text()).hasMessageContaining("Connection reset");
                operation++;
                assertThat(operation).isLessThan(MORE_OPERATIONS_THAN_A_READ_NEEDS);
            }
            assertThat(operation).as("operations of a read").isGreaterThan(10);
        }
    }

    private static Schema schema(String format)
    {
        return Schema.newBuilder()
                .column("id", DataTypes.INT().notNull())
                .column("name", DataTypes.STRING())
                .primaryKey("id")
                .option("bucket", "1")
                .option("file.format", format)
                .build();
    }

    private static GenericRow row(int id, String name)
    {
        return GenericRow.of(id, BinaryString.fromString(name));
    }
}
