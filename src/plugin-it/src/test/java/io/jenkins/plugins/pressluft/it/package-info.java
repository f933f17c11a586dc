/** The plugin in a real controller. */
package io.jenkins.plugins.pressluft.it;
