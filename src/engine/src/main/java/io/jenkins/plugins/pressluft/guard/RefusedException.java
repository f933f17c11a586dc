package io.jenkins.plugins.pressluft.guard;

/** Carries a refusal to whoever asked; nothing was changed. */
public class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  /** The message is the refusal's. */
  public RefusedException(Refusal refusal) {
    super(refusal.message());
    this.refusal = refusal;
  }

  /** Why. */
  public Refusal refusal() {
    return refusal;
  }
}
