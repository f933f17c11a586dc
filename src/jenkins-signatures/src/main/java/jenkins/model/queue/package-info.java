/** What the plugin uses of Jenkins' core: what pages show of the queue. */
package jenkins.model.queue;
