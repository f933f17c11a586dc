package io.jenkins.plugins.pressluft.it;

import io.jenkins.plugins.pressluft.store.Store;
import java.lang.reflect.Field;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;

/** Watches from which threads the database is asked. */
final class AskingThreads implements SqlLogger {
  private static final String SCRIPT = "org.jenkinsci.plugins.workflow.cps.";

  private final AtomicInteger statements = new AtomicInteger();
  private final Queue<String> ofScripts = new ConcurrentLinkedQueue<>();

  /** Watches everything that is asked from now on. */
  static AskingThreads watch(Store store) throws IllegalAccessException {
    AskingThreads watch = new AskingThreads();
    int connections = 0;
    for (Field field : Store.class.getDeclaredFields()) {
      if (field.getType() == Jdbi.class) {
        field.setAccessible(true);
        ((Jdbi) field.get(store)).getConfig(SqlStatements.class).setSqlLogger(watch);
        connections++;
      }
    }
    if (connections == 0) {
      throw new IllegalStateException("the store has no connection to watch");
    }
    return watch;
  }

  @Override
  public void logBeforeExecution(StatementContext context) {
    statements.incrementAndGet();
    if (StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(SCRIPT)))) {
      ofScripts.add(context.getRawSql() + " on " + Thread.currentThread().getName());
    }
  }

  int statements() {
    return statements.get();
  }

  /** What was asked by a thread that runs a pipeline's script. */
  Queue<String> ofScripts() {
    return ofScripts;
  }
}
