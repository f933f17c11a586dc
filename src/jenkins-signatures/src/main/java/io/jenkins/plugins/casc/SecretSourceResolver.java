package io.jenkins.plugins.casc;

/** Puts secrets in the places of their references, and escapes text that looks like one. */
public class SecretSourceResolver {
  private SecretSourceResolver() {}

  public String encode(String toEncode) {
    throw new UnsupportedOperationException();
  }

  public String resolve(String toInterpolate) {
    throw new UnsupportedOperationException();
  }
}
