package dev.varve.trino.error;

import dev.varve.error.VarveException;
import io.trino.spi.ErrorCodeSupplier;
import io.trino.spi.ErrorType;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class TestErrorTranslation
{
    @DataProvider
    public Object[][] kinds()
    {
        return new Object[][] {
                {VarveException.Kind.CORRUPT_TABLE, VarveErrorCode.VARVE_CORRUPT_TABLE, ErrorType.EXTERNAL},
                {VarveException.Kind.UNSUPPORTED_FEATURE, VarveErrorCode.VARVE_UNSUPPORTED_FEATURE, ErrorType.USER_ERROR},
                {VarveException.Kind.NOT_FOUND, StandardErrorCode.NOT_FOUND, ErrorType.USER_ERROR},
                {VarveException.Kind.ALREADY_EXISTS, StandardErrorCode.ALREADY_EXISTS, ErrorType.USER_ERROR},
                {VarveException.Kind.INVALID_REQUEST, VarveErrorCode.VARVE_INVALID_REQUEST, ErrorType.USER_ERROR},
                {VarveException.Kind.EXPIRED, VarveErrorCode.VARVE_VERSION_NOT_FOUND, ErrorType.USER_ERROR},
                {VarveException.Kind.COMMIT_CONFLICT, VarveErrorCode.VARVE_COMMIT_CONFLICT, ErrorType.EXTERNAL},
                {VarveException.Kind.STORAGE_FAILURE, VarveErrorCode.VARVE_STORAGE_FAILURE, ErrorType.EXTERNAL},
                {VarveException.Kind.METASTORE_FAILURE, VarveErrorCode.VARVE_METASTORE_FAILURE, ErrorType.EXTERNAL},
        };
    }

    @Test(dataProvider = "kinds")
    public void testKinds(VarveException.Kind kind, ErrorCodeSupplier code, ErrorType type)
    {
        VarveException error = new VarveException(kind, "what is wrong");
        TrinoException translated = ErrorTranslation.translate(error);
        assertThat(translated.getErrorCode()).isEqualTo(code.toErrorCode());
        assertThat(translated.getErrorCode().getType()).isEqualTo(type);
        assertThat(translated).hasMessage("what is wrong").hasCause(error);
    }

    @Test
    public void testEveryKindIsTested()
    {
        assertThat(Arrays.stream(kinds()).map(kind -> kind[0])).containsExactlyInAnyOrder((Object[]) VarveException.Kind.values());
    }

    @Test
    public void testStorageErrors()
    {
        assertThat(ErrorTranslation.translate(new FileNotFoundException("s3://b/x")).getErrorCode())
                .isEqualTo(VarveErrorCode.VARVE_STORAGE_FAILURE.toErrorCode());
        assertThat(ErrorTranslation.translate(new UncheckedIOException(new IOException("denied"))))
                .hasMessage("denied")
                .extracting(TrinoException::getErrorCode).isEqualTo(VarveErrorCode.VARVE_STORAGE_FAILURE.toErrorCode());
    }

    @Test
    public void testKindSurvivesIoLayers()
    {
        IOException wrapped = new IOException("reading failed", VarveException.corrupt("data file x is truncated"));
        assertThat(ErrorTranslation.translate(wrapped))
                .hasMessage("data file x is truncated")
                .extracting(TrinoException::getErrorCode).isEqualTo(VarveErrorCode.VARVE_CORRUPT_TABLE.toErrorCode());
    }

    @Test
    public void testDefectsAreInternal()
    {
        assertThat(ErrorTranslation.translate(new IllegalStateException()).getErrorCode().getType()).isEqualTo(ErrorType.INTERNAL_ERROR);
        // The engine must see a defect as it is, not as an error of the table.
        assertThatThrownBy(() -> ErrorTranslation.translating(() -> {
            throw new IllegalStateException("bug");
        })).isInstanceOf(IllegalStateException.class);
    }

    @Test
    public void testTrinoErrorsStay()
    {
        TrinoException error = new TrinoException(StandardErrorCode.EXCEEDED_LOCAL_MEMORY_LIMIT, "too much");
        assertThat(ErrorTranslation.translate(error)).isSameAs(error);
        assertThat(ErrorTranslation.translate(new IOException(error))).isSameAs(error);
    }
}
