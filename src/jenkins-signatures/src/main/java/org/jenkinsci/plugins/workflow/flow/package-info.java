/** What the plugin uses of the Pipeline: API plugin: running Pipelines. */
package org.jenkinsci.plugins.workflow.flow;
