/**
 * What the plugin uses of Jenkins' core: the controller, its configuration, and what pages show.
 */
package jenkins.model;
