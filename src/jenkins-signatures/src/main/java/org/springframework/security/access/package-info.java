/** What the plugin uses of Spring Security: refusals. */
package org.springframework.security.access;
