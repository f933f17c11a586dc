/** What the plugin uses of Spring Security: identities. */
package org.springframework.security.core;
