package dev.varve.hive.ddl;


/** Whether the names that Paimon registers are those of Varve's classes here, by the second jar. */
final class PaimonNames
{
    private static final String STORAGE_HANDLER = "org.apache.paimon.hive.PaimonStorageHandler";
    static final String VARVE_HANDLER = "dev.varve.hive.VarveStorageHandler";

    private PaimonNames() {}

    /** Whether entries with that handler are tables of the format. */
    static boolean isHandler(String name)
    {
        return VARVE_HANDLER.equals(name) || STORAGE_HANDLER.equals(name);
    }

    static boolean arePresent()
    {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try {
            Class<?> handler = Class.forName(STORAGE_HANDLER, false, loader == null ? PaimonNames.class.getClassLoader() : loader);
            return handler.getSuperclass() != null && handler.getSuperclass().getName().equals(VARVE_HANDLER);
        }
        catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
