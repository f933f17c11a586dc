// The backups of an environment: which there are, which are proven, and their files for a recovery by hand.

import { segment } from '../../lib/client.mjs';
import { h, replace } from '../../lib/dom.mjs';
import { bytes } from '../../lib/format.mjs';
import { t, word } from '../../lib/messages.mjs';
import { go, link } from '../../lib/router.mjs';
import { refusal } from '../../parts/alert.mjs';
import { dialog } from '../../parts/dialog.mjs';
import { status } from '../../parts/status.mjs';
import { table } from '../../parts/table.mjs';
import { time, until } from '../../parts/time.mjs';
import { allowed, canRestore } from './allowed.mjs';
import { download } from './download.mjs';

const SHOWN = 10;

export function backups(ctx) {
  let state = null;
  let all = false;
  const list = table({
    caption: t('backups.caption'),
    rowKey: (row) => row.id,
    empty: t('backups.empty'),
    columns: [
      { key: 'made', label: t('backups.made'), cell: (row) => [h('span', { class: 'pl-line' }, time(row.created_at)), row.message ? h('span', { class: 'pl-quiet' }, row.message) : null] },
      { key: 'scope', label: t('backups.scope'), cell: (row) => [h('span', { class: 'pl-line' }, word('scope', row.backup_scope)), row.purpose === 'requested' ? null : h('span', { class: 'pl-quiet' }, word('purpose', row.purpose))] },
      { key: 'size', label: t('backups.size'), class: 'pl-whole', cell: (row) => bytes(row.size_bytes) || t('none') },
      { key: 'state', label: t('backups.state'), cell: (row) => status('backup', row.status) },
      { key: 'verified', label: t('backups.verified'), cell: (row) => time(row.verified_at) ?? t('backups.never') },
      { key: 'until', label: t('backups.until'), class: 'pl-whole', cell: (row) => (row.artifact_deleted_at ? [t('backups.deleted'), ' ', until(row.artifact_deleted_at)] : until(row.retention_until)) },
      { key: 'checksum', label: t('backups.checksum'), class: 'pl-whole', cell: (row) => (row.checksum ? h('code', { class: 'pl-code', title: row.checksum }, row.checksum.replace(/^sha256:/, '').slice(0, 8)) : t('none')) },
      { key: 'actions', label: t('backups.actions'), hidden: true, class: 'pl-col-actions', cell: buttons },
    ],
  });
  const more = h('button', { type: 'button', class: 'jenkins-button', onclick: () => ((all = true), show(state)) });

  function buttons(row) {
    const usable = row.status === 'completed';
    return h(
      'div',
      { class: 'pl-row-actions' },
      usable ? h('button', { type: 'button', class: 'jenkins-button jenkins-button--tertiary', 'data-action': 'files', onclick: () => files(row) }, t('backups.files')) : null,
      usable && allowed(ctx, state, 'backup')
        ? h('button', { type: 'button', class: 'jenkins-button jenkins-button--tertiary', onclick: () => verify(row) }, t('backups.verify'))
        : null,
      usable && canRestore(ctx, state) && state.environment.status === 'active'
        ? h('a', { class: 'jenkins-button jenkins-button--tertiary', href: link(`/restore/${segment(state.environment.id)}/${row.id}`) }, t('backups.restore'))
        : null,
    );
  }

  function verify(row) {
    dialog({
      title: t('backups.verify.title'),
      consequences: [t('backups.verify.1', { size: bytes(row.size_bytes) }), t('backups.verify.2')],
      action: t('backups.verify'),
      submit: async () => go(`/jobs/${(await ctx.client.post(`/backups/${row.id}/verify`)).job_id}`),
    });
  }

  async function files(row) {
    const content = h('div', { 'aria-busy': 'true' }, t('loading'));
    const problem = h('div');
    dialog({ title: t('backups.files.title'), fields: [h('p', {}, t('backups.files.text')), content, problem] });
    try {
      const detail = await ctx.client.get(`/backups/${row.id}`);
      replace(content, parts(row, detail.manifest?.parts ?? [], problem));
    } catch (error) {
      replace(content, refusal(error));
    } finally {
      content.removeAttribute('aria-busy');
    }
  }

  function parts(row, rows, problem) {
    // A part is all that the site has: it takes the permission to restore.
    const content = allowed(ctx, state, 'restore');
    return h(
      'ul',
      { class: 'pl-files' },
      h('li', {}, download(ctx, { path: `/backups/${row.id}/manifest`, name: 'manifest.json', problem }), checksum(row.checksum)),
      rows.map((part) =>
        h(
          'li',
          {},
          content ? download(ctx, { path: `/backups/${row.id}/download/${segment(part.name)}`, name: part.name, problem }) : part.name,
          ' ',
          h('span', { class: 'pl-quiet' }, bytes(part.size)),
          checksum(part.sha256),
        ),
      ),
    );
  }

  function checksum(text) {
    return text ? h('code', { class: 'pl-code pl-code--long' }, text.replace(/^sha256:/, 'SHA-256 ').replace(/^([0-9a-f]{64})$/, 'SHA-256 $1')) : null;
  }

  function show(next) {
    state = next;
    list.show(all ? state.backups : state.backups.slice(0, SHOWN));
    more.hidden = all || state.backups.length <= SHOWN;
    more.textContent = t('backups.all', { count: state.backups.length });
  }

  return { element: h('div', {}, list.element, more), show };
}
