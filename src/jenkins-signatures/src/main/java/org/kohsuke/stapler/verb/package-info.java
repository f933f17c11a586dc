/** What the plugin uses of Stapler: which methods of HTTP reach a method. */
package org.kohsuke.stapler.verb;
