/**
 * The Jenkins side of the house: it translates between Jenkins and the engine, which does the work.
 * {@link io.jenkins.plugins.pressluft.plugin.Pressluft} puts the parts together; what people and
 * pipelines touch lives in the packages below. No rule about backups or restores may be decided
 * here.
 */
package io.jenkins.plugins.pressluft.plugin;
