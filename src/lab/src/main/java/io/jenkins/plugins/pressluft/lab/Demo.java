package io.jenkins.plugins.pressluft.lab;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * {@code ./pressluft demo}: backs a WordPress up, breaks it, makes it whole again, and deploys good
 * and broken code onto it, with a real server in a process of its own.
 *
 * <p>Its last line is {@code demo: ok} or {@code demo: FAILED <why>}, its exit code 0 or 1.
 */
public final class Demo {

  private static final String USAGE =
      """
      Usage: ./pressluft demo [--once] [--keep] [--undo] [--ssh]
        --once   end at once, without leaving the site and the server running
        --keep   leave the directory with all logs behind
        --undo   also take a restore back
        --ssh    reach the site's host over SSH instead of locally
      """;

  private final PrintStream out = System.out;
  private final CountDownLatch cleared = new CountDownLatch(1);
  private LabHost lab;
  private boolean closing;

  private Demo() {}

  /** Runs the demonstration. */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    if (words.contains("--help") || words.contains("-h")) {
      System.out.print(USAGE);
      return;
    }
    for (String word : words) {
      if (!List.of("--once", "--keep", "--undo", "--ssh").contains(word)) {
        System.err.println("pressluft demo: unknown option " + word);
        System.err.print(USAGE);
        System.exit(2);
      }
    }
    System.exit(new Demo().run(words));
  }

  private int run(List<String> words) {
    Runtime.getRuntime().addShutdownHook(new Thread(this::clearAtExit, "clear-up"));
    boolean once = words.contains("--once");
    String failure = null;
    try {
      LabHost.sweep(Path.of(System.getProperty("java.io.tmpdir")));
      LabOptions options =
          LabOptions.temporary().withEnvironments("acme/production", "shop/production");
      options = words.contains("--ssh") ? options.withSsh() : options;
      options = words.contains("--keep") ? options.kept() : options;
      Narrator narrator = new Narrator(out, Narrator.onTerminal());
      DemoStory story = new DemoStory(narrator, options, words, this::own);
      story.tell();
      if (!once) {
        story.sayWhereToLook();
        out.println();
        out.println("demo: ok");
        out.println();
        out.println("Ctrl-C ends it and clears everything away.");
        out.flush();
        cleared.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = "interrupted";
    } catch (RuntimeException e) {
      failure = reason(e);
      out.println();
      out.println(failure);
      logs();
      if (words.contains("--keep")) {
        e.printStackTrace(out);
      }
    }
    failure = clear(failure);
    if (failure != null) {
      String line = failure.lines().findFirst().orElse("").strip();
      out.println("demo: FAILED " + (line.length() > 300 ? line.substring(0, 300) : line));
    } else if (once) {
      out.println("demo: ok");
    }
    out.flush();
    return failure == null ? 0 : 1;
  }

  private synchronized void own(LabHost started) {
    lab = started;
    if (closing) {
      started.close();
    }
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private void logs() {
    LabHost started;
    synchronized (this) {
      started = lab;
    }
    if (started != null) {
      String tail = started.companionLogs();
      if (!tail.isBlank()) {
        out.println("The end of the server's log:");
        tail.lines().forEach(line -> out.println("    " + line));
      }
    }
  }

  private String clear(String failure) {
    try {
      close();
      return failure;
    } catch (RuntimeException e) {
      return failure != null ? failure : "clearing up: " + reason(e);
    }
  }

  private void clearAtExit() {
    try {
      close();
    } finally {
      cleared.countDown();
    }
  }

  private synchronized void close() {
    closing = true;
    if (lab != null) {
      lab.close();
    }
  }
}
