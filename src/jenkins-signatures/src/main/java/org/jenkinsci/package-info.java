/** What the plugin uses of the Structs plugin: short names. */
package org.jenkinsci;
