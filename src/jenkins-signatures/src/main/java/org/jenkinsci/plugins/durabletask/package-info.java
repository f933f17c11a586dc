/** What the plugin uses of the Durable Task plugin: processes that outlive a connection. */
package org.jenkinsci.plugins.durabletask;
