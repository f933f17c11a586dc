/** What the plugin uses of Jenkins' core: expressions over labels. */
package hudson.model.labels;
