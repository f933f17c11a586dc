/**
 * What the plugin uses of the Credentials plugin: the kinds of credentials that other plugins build
 * on.
 */
package com.cloudbees.plugins.credentials.common;
