package jenkins.widgets;

/** Whatever has a side panel that takes boxes. */
public interface HasWidgets {}
