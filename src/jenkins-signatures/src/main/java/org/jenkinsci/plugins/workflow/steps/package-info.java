/** What the plugin uses of the Pipeline: Step API plugin: steps and their bodies. */
package org.jenkinsci.plugins.workflow.steps;
