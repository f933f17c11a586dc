package io.jenkins.plugins.pressluft.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The times of one way of doing something, in seconds. */
final class Series {

  private final String name;
  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> processorSeconds = new ArrayList<>();

  Series(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /**
   * One run.
   *
   * @param processors what the whole machine worked meanwhile, in processor seconds
   */
  void add(Duration took, double processors) {
    seconds.add(took.toNanos() / 1e9);
    processorSeconds.add(processors);
  }

  /** The processor seconds of the newest run. */
  double newestProcessors() {
    return processorSeconds.get(processorSeconds.size() - 1);
  }

  /** As {@link #median()}, of the processor seconds. */
  double processors() {
    return median(processorSeconds);
  }

  /** The middle one; the mean of the two middle ones when their number is even. */
  double median() {
    return median(seconds);
  }

  /** The median of the ratios, run by run, so that a slow minute of the machine cancels out. */
  double ratioTo(Series other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(seconds.size(), other.seconds.size()); i++) {
      ratios.add(seconds.get(i) / other.seconds.get(i));
    }
    return median(ratios);
  }

  /** One row of a table: name, median, range, runs, ratio, processor seconds. */
  String row(Series yardstick) {
    double least = seconds.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    double most = seconds.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    String ratio =
        this == yardstick ? "1" : String.format(Locale.ROOT, "**%.2f**", ratioTo(yardstick));
    return String.format(
        Locale.ROOT,
        "| %s | %.1f | %.1f to %.1f | %d | %s | %.1f |",
        name,
        median(),
        least,
        most,
        seconds.size(),
        ratio,
        processors());
  }

  private static double median(List<Double> values) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
