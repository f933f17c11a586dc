package jenkins.widgets;

import hudson.ExtensionPoint;
import hudson.widgets.Widget;
import java.util.Collection;

/** Gives boxes to the side panels of things of one type. */
public abstract class WidgetFactory<T extends HasWidgets, W extends Widget>
    implements ExtensionPoint {
  public WidgetFactory() {}

  public abstract Collection<W> createFor(T target);

  public abstract Class<T> type();

  public abstract Class<W> widgetType();
}
