/**
 * The whole house under test: a real server process, a real node, a real WordPress. What a single
 * room promises is tested in that room; here something is broken first, and then it is asked what
 * the visitor saw, what the job record says and what is left behind.
 */
package io.jenkins.plugins.pressluft.lab.house;
