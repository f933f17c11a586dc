package hudson;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;

/** A file or directory on the controller or on an agent. */
public final class FilePath {
  public FilePath(VirtualChannel channel, String remote) {}

  public FilePath(File localPath) {}

  public void copyFrom(FilePath src) throws IOException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  public void deleteRecursive() throws IOException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  public VirtualChannel getChannel() {
    throw new UnsupportedOperationException();
  }

  public String getName() {
    throw new UnsupportedOperationException();
  }

  public String getRemote() {
    throw new UnsupportedOperationException();
  }

  public FilePath sibling(String rel) {
    throw new UnsupportedOperationException();
  }
}
