/**
 * What the plugin uses of Jenkins' core: jobs, builds, nodes, the queue, and what hangs on them.
 */
package hudson.model;
