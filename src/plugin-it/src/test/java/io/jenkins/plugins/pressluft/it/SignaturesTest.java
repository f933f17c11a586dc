package io.jenkins.plugins.pressluft.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every declaration that the default build compiles against, held against the real class: what
 * deviates would compile there and fail, or worse, in a controller.
 */
class SignaturesTest {
  private static final int COMPARED = Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;

  private final List<String> deviations = new ArrayList<>();

  @Test
  void everyDeclarationIsAsTheRealClassHasIt() throws Exception {
    Path declared = Path.of(System.getProperty("pressluft.signatures"));
    // Asked before its parent, which has the real ones, so that none of those answers for one.
    int types = 0;
    try (URLClassLoader signatures = loader(declared)) {
      for (String name : names(declared)) {
        compare(signatures.loadClass(name), real(name));
        types++;
      }
    }
    assertThat(deviations).isEmpty();
    assertThat(types).isGreaterThan(30);
  }

  @Test
  void whatDeviatesIsNamed() {
    compare(Declared.class, Real.class);
    assertThat(deviations)
        .hasSize(8)
        .anyMatch(said -> said.endsWith("Declared is no " + Declared.class.getName()))
        .anyMatch(said -> said.endsWith("Declared is no java.lang.Runnable"))
        .anyMatch(said -> said.startsWith("there is no field ") && said.endsWith("Declared.gone"))
        .anyMatch(said -> said.contains("Declared.kind: type declared int, really long"))
        .anyMatch(said -> said.startsWith("there is no ") && said.endsWith("returns()"))
        .anyMatch(said -> said.startsWith("there is no ") && said.endsWith("takes(int)"))
        .anyMatch(said -> said.contains("isStatic(): modifiers declared 8, really 0"))
        .anyMatch(said -> said.contains("exceptions declared [java.io.IOException], really []"));
  }

  /** What {@link #whatDeviatesIsNamed} says is declared. */
  static class Declared implements Runnable {
    public int gone;
    public int kind;

    public int returns() {
      return 1;
    }

    public void takes(int given) {}

    public static void isStatic() {}

    public void fails() throws IOException {}

    public void same() {}

    @Override
    public void run() {}
  }

  /** What there is instead. */
  static class Real {
    public long kind;

    public long returns() {
      return 1;
    }

    public void takes(long given) {}

    public void isStatic() {}

    public void fails() {}

    public void same() {}

    public void run() {}
  }

  private static URLClassLoader loader(Path declared) throws IOException {
    URL classes = declared.toUri().toURL();
    ClassLoader others = SignaturesTest.class.getClassLoader();
    return new URLClassLoader(new URL[] {classes}, others) {
      @Override
      protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        Path own = declared.resolve(name.replace('.', '/') + ".class");
        synchronized (getClassLoadingLock(name)) {
          if (Files.exists(own)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? findClass(name) : known;
          }
        }
        return super.loadClass(name, resolve);
      }
    };
  }

  private static Class<?> real(String name) throws ClassNotFoundException {
    return Class.forName(name, false, SignaturesTest.class.getClassLoader());
  }

  private static List<String> names(Path declared) throws IOException {
    try (Stream<Path> files = Files.walk(declared)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .map(file -> declared.relativize(file).toString())
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .filter(name -> !name.endsWith("package-info"))
          .sorted()
          .toList();
    }
  }

  private void compare(Class<?> declared, Class<?> real) {
    int mask = Modifier.INTERFACE | Modifier.ABSTRACT | Modifier.FINAL | Modifier.STATIC;
    mask |= Modifier.PUBLIC;
    // A final enum is final by what its constants have; that is nothing a caller sees.
    if (real.isEnum()) {
      mask &= ~(Modifier.FINAL | Modifier.ABSTRACT);
    }
    same(declared, "modifiers", declared.getModifiers() & mask, real.getModifiers() & mask);
    supertypes(declared, real);
    for (Field field : declared.getDeclaredFields()) {
      if (isSeen(field.getModifiers()) && !field.isSynthetic()) {
        field(field, real);
      }
    }
    for (Constructor<?> constructor : declared.getDeclaredConstructors()) {
      if (isSeen(constructor.getModifiers()) && !declared.isEnum()) {
        executable(
            constructor,
            Arrays.stream(real.getDeclaredConstructors())
                .filter(other -> parameters(other).equals(parameters(constructor)))
                .findFirst()
                .orElse(null));
      }
    }
    for (Method method : declared.getDeclaredMethods()) {
      if (isSeen(method.getModifiers()) && !method.isSynthetic()) {
        executable(
            method,
            Arrays.stream(real.getDeclaredMethods())
                .filter(other -> other.getName().equals(method.getName()))
                .filter(other -> parameters(other).equals(parameters(method)))
                .filter(
                    other ->
                        other.getReturnType().getName().equals(method.getReturnType().getName()))
                .findFirst()
                .orElse(null));
      }
    }
  }

  private void supertypes(Class<?> declared, Class<?> real) {
    Set<String> all = above(real).map(Class::getName).collect(Collectors.toSet());
    above(declared)
        .map(Class::getName)
        .filter(name -> !all.contains(name))
        .forEach(name -> deviations.add(declared.getName() + " is no " + name));
  }

  private static Stream<Class<?>> above(Class<?> type) {
    if (type == null) {
      return Stream.empty();
    }
    return Stream.concat(
        Stream.of(type),
        Stream.concat(
            above(type.getSuperclass()),
            Arrays.stream(type.getInterfaces()).flatMap(SignaturesTest::above)));
  }

  private void field(Field declared, Class<?> real) {
    try {
      Field other = real.getDeclaredField(declared.getName());
      same(declared, "type", declared.getType().getName(), other.getType().getName());
      same(
          declared,
          "modifiers",
          declared.getModifiers() & COMPARED,
          other.getModifiers() & COMPARED);
    } catch (NoSuchFieldException e) {
      deviations.add("there is no field " + declared);
    }
  }

  private void executable(Executable declared, Executable real) {
    if (real == null) {
      deviations.add("there is no " + declared);
      return;
    }
    same(declared, "access", isPublic(declared), isPublic(real));
    same(declared, "modifiers", declared.getModifiers() & COMPARED, real.getModifiers() & COMPARED);
    same(declared, "exceptions", exceptions(declared), exceptions(real));
  }

  private void same(Object where, String what, Object declared, Object real) {
    if (!declared.equals(real)) {
      deviations.add(where + ": " + what + " declared " + declared + ", really " + real);
    }
  }

  private static boolean isSeen(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static boolean isPublic(Executable executable) {
    return Modifier.isPublic(executable.getModifiers());
  }

  private static List<String> parameters(Executable executable) {
    return Arrays.stream(executable.getParameterTypes()).map(Class::getName).toList();
  }

  private static Set<String> exceptions(Executable executable) {
    return Arrays.stream(executable.getExceptionTypes())
        .map(Class::getName)
        .collect(Collectors.toSet());
  }
}
