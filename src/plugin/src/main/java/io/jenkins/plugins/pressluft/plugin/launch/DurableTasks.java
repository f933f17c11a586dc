package io.jenkins.plugins.pressluft.plugin.launch;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.TaskListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jenkinsci.plugins.durabletask.BourneShellScript;
import org.jenkinsci.plugins.durabletask.Controller;

/**
 * Detached scripts of durable-task, by the directory of their run. The living controller of each is
 * kept between looks: a fresh copy has forgotten when it last saw a sign of life, and would never
 * notice that there is none.
 */
final class DurableTasks {
  private final Map<String, Controller> living = new ConcurrentHashMap<>();

  /** Starts a script in a directory of its own; returns how to take it up again. */
  String start(FilePath directory, Launcher launcher, TaskListener listener, String script)
      throws IOException, InterruptedException {
    Controller controller =
        new BourneShellScript(script).launch(new EnvVars(), directory, launcher, listener);
    living.put(key(directory), controller);
    return text(controller);
  }

  /** As {@link Agent#status}. */
  Integer status(FilePath directory, Launcher launcher, TaskListener listener, String task)
      throws IOException, InterruptedException {
    return controller(directory, task).exitStatus(directory, launcher, listener);
  }

  /** Ends what has the task's cookie and removes what durable-task itself wrote. */
  void end(FilePath directory, Launcher launcher, String task)
      throws IOException, InterruptedException {
    Controller controller = controller(directory, task);
    controller.stop(directory, launcher);
    controller.cleanup(directory);
    FilePath temporary = directory.sibling(directory.getName() + "@tmp");
    if (temporary != null) {
      temporary.deleteRecursive();
    }
    living.remove(key(directory));
  }

  private Controller controller(FilePath directory, String task) throws IOException {
    Controller known = living.get(key(directory));
    if (known == null) {
      known = controller(task);
      living.put(key(directory), known);
    }
    return known;
  }

  /** A run's directory is named by an id that no other machine has. */
  private static String key(FilePath directory) {
    return directory.getRemote();
  }

  private static String text(Controller controller) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(controller);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static Controller controller(String task) throws IOException {
    try (ObjectInputStream in =
        new TaskStream(new ByteArrayInputStream(Base64.getDecoder().decode(task)))) {
      return (Controller) in.readObject();
    } catch (ClassNotFoundException | ClassCastException | IllegalArgumentException e) {
      throw new IOException("the task cannot be taken up again", e);
    }
  }

  /** Reads durable-task's own types and nothing else, wherever the text came from. */
  private static final class TaskStream extends ObjectInputStream {
    TaskStream(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type)
        throws IOException, ClassNotFoundException {
      String name = type.getName();
      if (!name.startsWith("org.jenkinsci.plugins.durabletask.")
          && !name.startsWith("java.lang.")) {
        throw new InvalidClassException(name, "no part of a task");
      }
      return Class.forName(name, false, BourneShellScript.class.getClassLoader());
    }
  }
}
