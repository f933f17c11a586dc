/** What the plugin uses of Stapler: how requests and forms reach objects. */
package org.kohsuke.stapler;
