package hudson;

/** What others may extend. */
public interface ExtensionPoint {}
