/** What the plugin uses of Jenkins' core: what happens to tasks in the queue. */
package hudson.model.queue;
