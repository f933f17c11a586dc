/**
 * The database: one file, its migrations, its transactions and one small class of rows per noun.
 * SQL is here and nowhere else. What may follow what is decided by {@code model} and held by the
 * database's own triggers as well.
 */
package io.jenkins.plugins.pressluft.store;
