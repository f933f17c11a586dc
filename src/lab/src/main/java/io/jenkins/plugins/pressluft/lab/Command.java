package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One short program that is run to its end, with what it wrote. */
public final class Command {

  private final List<String> words;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Path directory;
  private byte[] input = new byte[0];
  private Duration limit = Duration.ofMinutes(2);

  private Command(List<String> words) {
    this.words = List.copyOf(words);
  }

  /** A program and its arguments, found by PATH. */
  public static Command of(String... words) {
    return new Command(List.of(words));
  }

  /** A program and its arguments, found by PATH. */
  public static Command of(List<String> words) {
    return new Command(words);
  }

  /** Where it runs. */
  public Command in(Path where) {
    this.directory = where;
    return this;
  }

  /** Adds a variable to its environment. */
  public Command with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** What it reads from its standard input. */
  public Command input(String text) {
    return inputBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What it reads from its standard input. */
  public Command inputBytes(byte[] bytes) {
    this.input = bytes.clone();
    return this;
  }

  /** How long the program may take before it is killed; two minutes unless told. */
  public Command within(Duration time) {
    this.limit = time;
    return this;
  }

  /** What a program left behind. */
  public record Output(List<String> words, int exit, String out, String err) {
    public boolean ok() {
      return exit == 0;
    }
  }

  /** Runs it and accepts any exit code. */
  public Output run() {
    try {
      ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(words));
      builder.environment().putAll(environment);
      if (directory != null) {
        builder.directory(directory.toFile());
      }
      Process process = builder.start();
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> err = read(process.getErrorStream());
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input);
      } catch (IOException closedByTheProgram) {
        // It ended without reading all; its exit code says whether that was right.
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(words.get(0) + " did not end within " + limit);
      }
      return new Output(words, process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + words.get(0) + " ran", e);
    }
  }

  /**
   * Runs it and returns what it wrote to its standard output.
   *
   * @throws IllegalStateException when it ended with another code than 0
   */
  public String text() {
    Output output = run();
    if (!output.ok()) {
      String said = (output.err() + output.out()).strip();
      throw new IllegalStateException(
          words.get(0)
              + " ended with "
              + output.exit()
              + ": "
              + (said.length() > 4000 ? said.substring(said.length() - 4000) : said));
    }
    return output.out();
  }

  private static CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> {
          Thread thread = new Thread(task, "command-output");
          thread.setDaemon(true);
          thread.start();
        });
  }
}
