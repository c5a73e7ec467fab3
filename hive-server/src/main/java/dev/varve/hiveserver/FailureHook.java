package dev.varve.hiveserver;

import org.apache.hadoop.hive.ql.hooks.ExecuteWithHookContext;
import org.apache.hadoop.hive.ql.hooks.HookContext;
import org.apache.hadoop.hive.ql.io.IOContextMap;

/**
 * Runs in Hive when a statement fails. Hive remembers for all tasks of a process that one of them could not read, and then drops without a word what later ones
 * read; where processes are many, the one of a failed task goes away.
 */
public final class FailureHook
        implements ExecuteWithHookContext
{
    @Override
    public void run(HookContext statement)
    {
        IOContextMap.clear();
    }
}
