package dev.varve.cli;

import dev.varve.Table;
import dev.varve.cli.where.WhereClause;
import dev.varve.error.VarveException;
import dev.varve.predicate.Predicate;
import dev.varve.write.commit.CommitRequest;
import dev.varve.write.commit.CommitResult;
import dev.varve.write.commit.TableCommit;
import dev.varve.write.delete.AppendDelete;
import dev.varve.write.delete.AppendDelete.Deletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Callable;

@Command(
        name = "delete",
        description = "Delete rows of a table without a primary key. Older snapshots and tags still have them.",
        footer = {
                "",
                "A condition compares columns with values: = <> < <= > >=, [NOT] IN (…), [NOT] BETWEEN … AND …, LIKE 'text%%', IS [NOT] NULL,",
                "joined by AND, OR, NOT and parentheses. Texts, dates and times stand in single quotes, names that are no plain words in double ones.",
                "Rows of a table with a primary key are deleted by './varve write' with _row_kind -D.",
        },
        mixinStandardHelpOptions = true)
final class DeleteCommand
        implements Callable<Integer>
{
    private static final int ATTEMPTS = 3;

    @Mixin
    private TableTarget target;

    @Option(names = "--where", paramLabel = "CONDITION", required = true, description = "Which rows, such as \"dt < '2024-01-01' AND status IN ('new', 'lost')\".")
    private String where;

    @Override
    public Integer call()
            throws CommandException, IOException
    {
        Table table = target.open();
        String user = "varve-delete-" + UUID.randomUUID();
        TableCommit commit = target.commit(table, user);
        for (int attempt = 1; ; attempt++) {
            Predicate predicate = WhereClause.parse(where, table.latestSchema());
            Deletion deletion = AppendDelete.of(table, target.storage(), user).delete(predicate);
            if (deletion.messages().isEmpty()) {
                target.out().printf("0 rows deleted from %s%n", target.name());
                return 0;
            }
            try {
                CommitResult result = commit.commit(CommitRequest.batch(deletion.messages()).withOperation("DELETE"));
                target.changed(table);
                target.out().printf("%,d rows deleted from %s, snapshot %d%n", deletion.rows(), target.name(), result.snapshots().get(0).id());
                return 0;
            }
            catch (VarveException e) {
                if (e.kind() != VarveException.Kind.COMMIT_CONFLICT) {
                    throw e;
                }
                commit.discard(deletion.messages());
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
