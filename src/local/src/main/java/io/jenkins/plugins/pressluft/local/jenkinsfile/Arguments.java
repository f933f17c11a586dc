package io.jenkins.plugins.pressluft.local.jenkinsfile;

import groovy.lang.Closure;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The arguments of one call of a step: named ones, or the one that needs no name, and perhaps a
 * block.
 */
final class Arguments {
  private final String step;
  private final String unnamed;
  private final Map<?, ?> named;
  private final Closure<?> block;

  private Arguments(String step, String unnamed, Map<?, ?> named, Closure<?> block) {
    this.step = step;
    this.unnamed = unnamed;
    this.named = named;
    this.block = block;
  }

  /**
   * Reads them.
   *
   * @param unnamed the name of the argument that needs none; null when all must be named
   */
  static Arguments of(String step, String unnamed, List<Object> given) {
    Closure<?> block = null;
    Object rest = null;
    for (Object value : given) {
      if (value instanceof Closure<?> closure) {
        block = closure;
      } else if (rest == null) {
        rest = value;
      } else {
        throw bad(step, "takes named arguments, like " + step + "(name: value).");
      }
    }
    if (rest instanceof Map<?, ?> map) {
      return new Arguments(step, unnamed, map, block);
    } else if (rest == null) {
      return new Arguments(step, unnamed, Map.of(), block);
    } else if (unnamed == null) {
      throw bad(step, "takes named arguments, like " + step + "(name: value).");
    }
    return new Arguments(step, unnamed, Map.of(unnamed, rest), block);
  }

  /** Refuses names that the step does not have here. */
  Arguments only(String... names) {
    TreeSet<String> left = new TreeSet<>();
    named.keySet().forEach(name -> left.add(String.valueOf(name)));
    List.of(names).forEach(left::remove);
    left.remove(unnamed);
    if (!left.isEmpty()) {
      throw bad(step, "does not know here: " + String.join(", ", left) + ".");
    }
    return this;
  }

  Map<?, ?> named() {
    return named;
  }

  Object value(String name) {
    return named.get(name);
  }

  /** A text; null when it was not given. */
  String text(String name) {
    Object value = named.get(name);
    return value == null ? null : value.toString();
  }

  String text(String name, String otherwise) {
    String value = text(name);
    return value == null ? otherwise : value;
  }

  String required(String name) {
    String value = text(name);
    if (value == null) {
      throw bad(step, "needs " + name + ".");
    }
    return value;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(named.get(name));
  }

  int number(String name) {
    if (named.get(name) instanceof Number number) {
      return number.intValue();
    }
    throw bad(step, "needs the number " + name + ".");
  }

  /** Runs the block and gives what it gave. */
  Object run() {
    if (block == null) {
      throw bad(step, "needs a block { … }.");
    }
    return block.call();
  }

  private static StepFailure bad(String step, String words) {
    return new StepFailure(RunEnd.NOT_A_SCRIPT, step + " " + words);
  }
}
