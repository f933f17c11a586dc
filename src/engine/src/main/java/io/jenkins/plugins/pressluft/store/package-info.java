/**
 * The state: its database, migrations, transactions and one small class of rows per noun. SQL is
 * here and nowhere else. What may follow what is decided by {@code model} and held by the
 * database's own triggers as well, in SQLite and in PostgreSQL alike: the same statements run
 * against both, and what they must say differently is a {@link
 * io.jenkins.plugins.pressluft.store.Dialect}.
 */
package io.jenkins.plugins.pressluft.store;
