/**
 * What must hold before an operation is accepted, one class a rule. A guard looks at rows inside
 * the caller's transaction and answers with nothing or with a refusal; it never changes anything.
 */
package io.jenkins.plugins.pressluft.guard;
