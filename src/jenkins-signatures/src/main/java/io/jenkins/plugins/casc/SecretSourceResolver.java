package io.jenkins.plugins.casc;

/** See the Javadoc of Jenkins. */
public class SecretSourceResolver {
  private SecretSourceResolver() {}

  public String encode(String toEncode) {
    throw new UnsupportedOperationException();
  }

  public String resolve(String toInterpolate) {
    throw new UnsupportedOperationException();
  }
}
