package hudson.model;

import hudson.ExtensionPoint;
import jenkins.management.Badge;

/** An action on Jenkins' own first page and below its address. */
public interface RootAction extends Action, ExtensionPoint {
  default Badge getBadge() {
    throw new UnsupportedOperationException();
  }
}
