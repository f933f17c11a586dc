// How the backup differs from what is there, as far as the server knows.

import { h } from '../../lib/dom.mjs';
import { number } from '../../lib/format.mjs';
import { has, t, word } from '../../lib/messages.mjs';
import { table } from '../../parts/table.mjs';
import { time, when } from '../../parts/time.mjs';

/** A table of what differs; a sentence where nothing is known. */
export function differences(found) {
  const rows = [...tables(found), ...files(found), ...wordpress(found), ...versions(found, 'plugins'), ...versions(found, 'themes')];
  const reasons = [...new Set(found.unknown.map(because))];
  const list = table({
    caption: t('wizard.differences'),
    rowKey: (row) => row.key,
    empty: t('wizard.differences.none'),
    columns: [
      { key: 'what', label: t('wizard.differences.what'), cell: (row) => row.what },
      { key: 'backup', label: t('wizard.differences.backup'), cell: (row) => row.backup },
      { key: 'now', label: t('wizard.differences.now'), cell: (row) => row.now },
    ],
  });
  list.show(rows);
  return h(
    'section',
    { class: 'pl-section' },
    h('h3', {}, t('wizard.differences')),
    found.now_as_of ? h('p', { class: 'pl-quiet' }, t('wizard.differences.asOf'), ' ', when(found.now_as_of), ' (', time(found.now_as_of), '). ', t('wizard.differences.since')) : null,
    found.now_as_of ? list.element : null,
    reasons.map((reason) => h('p', { class: 'pl-quiet' }, `${found.unknown.filter((one) => because(one) === reason).map((one) => word('wizard.differences.of', one.what)).join(', ')}: ${reason}`)),
  );
}

/** Why something is not known; the server's sentence for a code that the messages do not have. */
function because({ code, reason }) {
  const key = `wizard.differences.unknown.${code}`;
  return has(key) ? t(key) : reason;
}

function row(kind, name, backup, now) {
  return { key: `${kind}/${name}`, what: name, backup: backup ?? t('wizard.differences.absent'), now: now ?? t('wizard.differences.absent') };
}

function count(value) {
  return value === null ? null : number(value);
}

function tables({ tables: list }) {
  return (list ?? [])
    .filter((one) => one.rows_backup !== one.rows_now)
    .map((one) => row('table', t('wizard.differences.rows', { table: one.name }), count(one.rows_backup), count(one.rows_now)));
}

function files({ files: both }) {
  return both && both.backup !== both.now ? [row('files', t('wizard.differences.files'), number(both.backup), number(both.now))] : [];
}

function wordpress({ wordpress: both }) {
  return both && both.backup !== both.now ? [row('wordpress', 'WordPress', both.backup, both.now)] : [];
}

function versions(found, kind) {
  return (found[kind] ?? []).filter((one) => one.backup !== one.now).map((one) => row(kind, t(`wizard.differences.${kind}`, { name: one.name }), one.backup, one.now));
}
