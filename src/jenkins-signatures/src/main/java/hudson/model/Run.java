package hudson.model;

import hudson.ExtensionPoint;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import jenkins.console.WithConsoleUrl;
import jenkins.model.HistoricalBuild;

/** See the Javadoc of Jenkins. */
public abstract class Run<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>>
    extends Actionable
    implements ExtensionPoint,
        Comparable<RunT>,
        AccessControlled,
        DescriptorByNameOwner,
        HistoricalBuild,
        WithConsoleUrl {
  private Run() {}

  public int compareTo(RunT that) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ACL getACL() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getConsoleUrl() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public String getFullDisplayName() {
    throw new UnsupportedOperationException();
  }

  public JobT getParent() {
    throw new UnsupportedOperationException();
  }
}
