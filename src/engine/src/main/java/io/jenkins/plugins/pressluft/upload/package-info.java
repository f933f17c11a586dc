/**
 * Archives that callers send for a deploy, kept on the controller until a node has fetched them.
 * Nothing is unpacked or looked into here.
 */
package io.jenkins.plugins.pressluft.upload;
