/** What the plugin uses of Jenkins' remoting: on which side a callable may be executed. */
package org.jenkinsci.remoting;
