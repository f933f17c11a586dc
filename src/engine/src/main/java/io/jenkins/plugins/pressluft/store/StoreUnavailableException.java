package io.jenkins.plugins.pressluft.store;

/**
 * The state's database cannot be reached, or did not answer in time. The transaction is not there,
 * not even in part, unless what was lost is the very answer to its commit: whoever repeats it looks
 * first. Later transactions work again as soon as the database does.
 */
public final class StoreUnavailableException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
