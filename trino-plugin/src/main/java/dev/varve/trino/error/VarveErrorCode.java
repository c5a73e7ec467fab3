package dev.varve.trino.error;

import io.trino.spi.ErrorCode;
import io.trino.spi.ErrorCodeSupplier;
import io.trino.spi.ErrorType;

import static io.trino.spi.ErrorType.EXTERNAL;
import static io.trino.spi.ErrorType.INTERNAL_ERROR;
import static io.trino.spi.ErrorType.USER_ERROR;

/** The errors that Trino itself has no code for. */
public enum VarveErrorCode
        implements ErrorCodeSupplier
{
    /** A file of a table is missing, truncated or makes no sense. */
    VARVE_CORRUPT_TABLE(0, EXTERNAL),
    /** A table uses something that this version does not know. */
    VARVE_UNSUPPORTED_FEATURE(1, USER_ERROR),
    /** There is no such snapshot, tag or branch, or it expired. */
    VARVE_VERSION_NOT_FOUND(2, USER_ERROR),
    /** The warehouse is missing, unreachable, or denies access. */
    VARVE_STORAGE_FAILURE(3, EXTERNAL),
    /** An option of a table, or a request, contradicts itself or the table. */
    VARVE_INVALID_REQUEST(4, USER_ERROR),
    /** Another commit made this one impossible. */
    VARVE_COMMIT_CONFLICT(5, EXTERNAL),
    /** Names that differ in nothing but upper and lower case, which SQL cannot tell apart. */
    VARVE_AMBIGUOUS_NAME(6, USER_ERROR),
    /** A defect of Varve. */
    VARVE_INTERNAL_ERROR(7, INTERNAL_ERROR),
    /** The Hive Metastore is unreachable, too slow, or denies access. */
    VARVE_METASTORE_FAILURE(8, EXTERNAL);

    private static final int FIRST_CODE = 0x0711_0000;

    private final ErrorCode errorCode;

    VarveErrorCode(int code, ErrorType type)
    {
        errorCode = new ErrorCode(code + FIRST_CODE, name(), type, type == USER_ERROR);
    }

    @Override
    public ErrorCode toErrorCode()
    {
        return errorCode;
    }
}
