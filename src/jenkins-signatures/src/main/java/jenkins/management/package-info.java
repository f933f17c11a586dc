/** What links to pages of Jenkins say beside their names. */
package jenkins.management;
