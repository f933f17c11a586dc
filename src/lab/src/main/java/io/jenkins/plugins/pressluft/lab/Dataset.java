package io.jenkins.plugins.pressluft.lab;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Fills a WordPress with as much as a large site has: posts and their metadata with text that
 * compresses as text does, and uploads that do not compress, as pictures do not.
 *
 * @param rows posts and metadata together; one in eight is a post of about 2.9 KB, the others have
 *     about 200 bytes, so that 2 million rows give a dump of about 1 GB
 * @param files how many uploads
 * @param fileBytes the size of all uploads together; single ones differ by up to a factor of 16
 */
public record Dataset(long rows, int files, long fileBytes) {

  private static final int FILES_PER_DIRECTORY = 250;
  private static final int THREADS = 4;
  private static final long SEED = 20261120;

  /** Writes all of it; takes about a minute for 1 GB and 2 GB. */
  public void fill(LabHost lab, WordPress wordpress) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      Text text = new Text(new SplittableRandom(SEED));
      long posts = rows / 8;
      CompletableFuture<?> postRows =
          CompletableFuture.runAsync(() -> loadPosts(lab, wordpress, text, posts), threads);
      CompletableFuture<?> metaRows =
          CompletableFuture.runAsync(
              () -> loadMeta(lab, wordpress, text, posts, rows - posts), threads);
      writeFiles(lab, wordpress);
      CompletableFuture.allOf(postRows, metaRows).join();
    } finally {
      threads.shutdownNow();
    }
    lab.database().sql(wordpress.liveDatabase(), "analyze table wp_posts, wp_postmeta;");
    Command.of("sync").within(Duration.ofMinutes(5)).text();
  }

  /** A type of its own, so that the front page does not have to sort them. */
  private static void loadPosts(LabHost lab, WordPress wordpress, Text text, long count) {
    String columns =
        "(post_author, post_date, post_date_gmt, post_content, post_title, post_excerpt,"
            + " post_status, post_name, to_ping, pinged, post_modified, post_modified_gmt,"
            + " post_content_filtered, guid, post_type)";
    load(
        lab,
        wordpress,
        "wp_posts " + columns,
        out -> {
          SplittableRandom random = new SplittableRandom(SEED + 1);
          for (long i = 0; i < count; i++) {
            String date =
                "20%02d-%02d-%02d %02d:%02d:%02d"
                    .formatted(
                        random.nextInt(10, 26),
                        random.nextInt(1, 13),
                        random.nextInt(1, 29),
                        random.nextInt(24),
                        random.nextInt(60),
                        random.nextInt(60));
            ascii(out, "1\t" + date + "\t" + date + "\t<p>");
            text.slice(out, random, random.nextInt(1000, 4200));
            ascii(out, "</p>\t");
            text.slice(out, random, random.nextInt(20, 70));
            ascii(out, "\t\tpublish\tarchive-" + i + "\t\t\t" + date + "\t" + date + "\t\t");
            ascii(out, "http://127.0.0.1/?archive=" + i + "\tarchive\n");
          }
        });
  }

  private static void loadMeta(
      LabHost lab, WordPress wordpress, Text text, long posts, long count) {
    String[] keys = {"_edit_lock", "_thumbnail_id", "_yoast_wpseo_metadesc", "_sku", "summary"};
    load(
        lab,
        wordpress,
        "wp_postmeta (post_id, meta_key, meta_value)",
        out -> {
          SplittableRandom random = new SplittableRandom(SEED + 2);
          for (long i = 0; i < count; i++) {
            ascii(out, 100 + random.nextLong(Math.max(1, posts)) + "\t");
            ascii(out, keys[random.nextInt(keys.length)] + "\t");
            text.slice(out, random, random.nextInt(20, 260));
            out.write('\n');
          }
        });
  }

  private interface Rows {
    void write(OutputStream out) throws IOException;
  }

  private static void load(LabHost lab, WordPress wordpress, String target, Rows rows) {
    List<String> words = new ArrayList<>(lab.database().clientWords("mariadb"));
    words.addAll(
        List.of(
            "--local-infile=1",
            wordpress.liveDatabase(),
            "-e",
            "set sql_mode='', unique_checks=0, foreign_key_checks=0;"
                + " load data local infile '/dev/stdin' into table "
                + target.replaceFirst(" ", " character set utf8mb4 ")));
    try {
      Process client =
          new ProcessBuilder(words)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (OutputStream out = new BufferedOutputStream(client.getOutputStream(), 1 << 20)) {
        rows.write(out);
      }
      if (client.waitFor() != 0) {
        throw new IllegalStateException("mariadb did not load the rows of " + target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while rows were loaded", e);
    }
  }

  private void writeFiles(LabHost lab, WordPress wordpress) {
    if (files == 0) {
      return;
    }
    Path root = wordpress.uploads().resolve("archive");
    double mean = (double) fileBytes / files;
    int directories = (files + FILES_PER_DIRECTORY - 1) / FILES_PER_DIRECTORY;
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CompletableFuture<?>[] parts =
          IntStream.range(0, directories)
              .mapToObj(
                  part ->
                      CompletableFuture.runAsync(() -> writeDirectory(root, part, mean), threads))
              .toArray(CompletableFuture[]::new);
      CompletableFuture.allOf(parts).join();
    } finally {
      threads.shutdownNow();
    }
    lab.giveToWeb(root);
  }

  private void writeDirectory(Path root, int part, double mean) {
    SplittableRandom random = new SplittableRandom(SEED + 1000 + part);
    try {
      Path directory = Files.createDirectories(root.resolve("%04d".formatted(part)));
      int first = part * FILES_PER_DIRECTORY;
      for (int i = first; i < Math.min(files, first + FILES_PER_DIRECTORY); i++) {
        // 2^x for x in -2..2, which is 1.353 on average.
        double factor = Math.pow(2, random.nextDouble(-2, 2)) / 1.353;
        byte[] bytes = new byte[(int) Math.max(1, mean * factor)];
        random.nextBytes(bytes);
        Files.write(directory.resolve("picture-%06d.jpg".formatted(i)), bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void ascii(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A supply of sentences, larger than a compressor's window, to be cut anywhere. */
  private static final class Text {
    private static final int SIZE = 16 << 20;
    private static final int WORDS = 20_000;
    private final byte[] supply = new byte[SIZE];

    Text(SplittableRandom random) {
      byte[][] words = new byte[WORDS][];
      for (int i = 0; i < WORDS; i++) {
        words[i] = word(random);
      }
      for (int at = 0; at < SIZE; ) {
        // Squaring twice makes few words frequent and most rare, as in a language.
        double rank = Math.pow(random.nextDouble(), 4);
        byte[] word = words[(int) (rank * WORDS)];
        for (int i = 0; i < word.length && at < SIZE; i++) {
          supply[at++] = word[i];
        }
        if (at < SIZE) {
          supply[at++] = (byte) (random.nextInt(12) == 0 ? '.' : ' ');
        }
      }
    }

    private static byte[] word(SplittableRandom random) {
      String consonants = "bcdfghklmnprstvwz";
      String vowels = "aeiou";
      StringBuilder word = new StringBuilder();
      for (int syllables = random.nextInt(1, 5); syllables > 0; syllables--) {
        word.append(consonants.charAt(random.nextInt(consonants.length())));
        word.append(vowels.charAt(random.nextInt(vowels.length())));
        if (random.nextInt(3) == 0) {
          word.append(consonants.charAt(random.nextInt(consonants.length())));
        }
      }
      return word.toString().getBytes(StandardCharsets.US_ASCII);
    }

    void slice(OutputStream out, SplittableRandom random, int length) throws IOException {
      out.write(supply, random.nextInt(SIZE - length), length);
    }
  }
}
