/**
 * Parameters of a job whose choices come from the registry: an environment, and a backup of the
 * environment that was chosen beside it. What a browser, a script or a trigger sends is looked at
 * again here, with the eyes of whoever sends it; the guards of the engine decide once more when the
 * step asks.
 */
package io.jenkins.plugins.pressluft.plugin.parameter;
