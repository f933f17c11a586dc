/**
 * How the environments stand, for pages of Jenkins that show much else and may not wait for the
 * database: read in the background, kept in memory, and told to each viewer as far as they may
 * view. Knows neither pages nor words for people beyond those of a badge.
 */
package io.jenkins.plugins.pressluft.plugin.outlook;
