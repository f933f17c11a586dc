/** Parameters and pages in a controller, as a browser and as scripts meet them. */
package io.jenkins.plugins.pressluft.it.parameter;
