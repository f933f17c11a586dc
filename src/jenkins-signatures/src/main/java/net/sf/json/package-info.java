/** What the plugin uses of the JSON library of Jenkins' forms: objects. */
package net.sf.json;
