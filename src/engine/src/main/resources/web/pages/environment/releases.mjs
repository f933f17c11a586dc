// The releases of an environment, and the way back to an earlier one.

import { h } from '../../lib/dom.mjs';
import { t, word } from '../../lib/messages.mjs';
import { status } from '../../parts/status.mjs';
import { table } from '../../parts/table.mjs';
import { time } from '../../parts/time.mjs';
import { rollBack } from './actions.mjs';
import { allowed } from './allowed.mjs';

export function releases(ctx) {
  let state = null;
  const list = table({
    caption: t('releases.caption'),
    rowKey: (row) => row.id,
    empty: t('releases.empty'),
    columns: [
      { key: 'path', label: t('releases.name'), cell: (row) => [h('span', { class: 'pl-line' }, row.path.replace(/^releases\//, '')), row.current ? h('span', { class: 'pl-badge' }, t('releases.current')) : null] },
      { key: 'source', label: t('releases.source'), class: 'pl-col-source', cell: (row) => [h('span', { class: 'pl-line pl-break' }, source(row.source_ref)), row.notes ? h('span', { class: 'pl-quiet pl-break' }, row.notes) : null] },
      { key: 'health', label: t('releases.health'), cell: health },
      { key: 'made', label: t('releases.made'), cell: (row) => time(row.created_at) },
      {
        key: 'actions',
        label: t('backups.actions'),
        hidden: true,
        class: 'pl-col-actions',
        cell: (row) =>
          !row.current && !row.removed_at && allowed(ctx, state, 'deploy') && state.environment.status === 'active'
            ? h('div', { class: 'pl-row-actions' }, h('button', { type: 'button', class: 'jenkins-button jenkins-button--tertiary', onclick: () => rollBack(ctx, state, row) }, t('releases.back')))
            : row.removed_at
              ? h('span', { class: 'pl-quiet' }, t('releases.removed'))
              : null,
      },
    ],
  });
  return {
    element: list.element,
    show(next) {
      state = next;
      list.show(state.releases);
    },
  };
}

/** Where a release comes from; what Pressluft made or found itself is said in words. */
function source(reference) {
  if (!reference) {
    return t('none');
  }
  const [, kind, rest] = reference.match(/^(backup|update|found):(.*)$/) ?? [];
  switch (kind) {
    case 'backup':
      return t('releases.fromBackup', { backup: rest.slice(0, 8) });
    case 'update':
      return t('releases.fromUpdate', { what: word('updateScope', rest) });
    case 'found':
      return t('releases.found');
    default:
      return reference;
  }
}

function health(row) {
  const bad = (row.health_checks ?? []).filter((check) => check.ok === false);
  return [
    status('health', row.health_status),
    bad.map((check) => h('span', { class: 'pl-quiet' }, `${word('check', check.name)}: ${check.reason ?? ''}`)),
  ];
}
