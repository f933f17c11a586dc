// Every environment at a glance. The server filters, sorts and pages, so that ten thousand of them cost no more than
// fifty.

import { abandoned } from '../lib/client.mjs';
import { h, replace } from '../lib/dom.mjs';
import { bytes, number } from '../lib/format.mjs';
import { throttled } from '../lib/live.mjs';
import { t, word } from '../lib/messages.mjs';
import { link, remember } from '../lib/router.mjs';
import { attention, refusal } from '../parts/alert.mjs';
import { input, select } from '../parts/form.mjs';
import { pager } from '../parts/pager.mjs';
import { figures, glance } from '../parts/progress.mjs';
import { mark, status } from '../parts/status.mjs';
import { table } from '../parts/table.mjs';
import { since, time } from '../parts/time.mjs';

const PAGE = 50;
const REFRESH_MILLIS = 1000;
const TYPING_MILLIS = 200;
const STATES = ['active', 'deploying', 'restoring', 'failed'];
const TYPES = ['production', 'staging', 'clone'];
const SORTS = ['name', 'status', 'backup', 'activity'];

export async function page(ctx) {
  const asked = {
    q: ctx.query.get('q') ?? '',
    status: known(STATES, ctx.query.get('status')),
    type: known(TYPES, ctx.query.get('type')),
    sort: known(SORTS, ctx.query.get('sort')) || 'name',
    order: ctx.query.get('order') === 'desc' ? 'desc' : 'asc',
  };
  const cursors = [null];
  const progressing = new Map();
  let answer = null;
  let request = null;

  const list = table({
    caption: t('overview.caption'),
    columns: columns(progressing),
    rowKey: (row) => row.id,
    empty: t('overview.empty'),
    onSort: (sorted) => change(sorted),
  });
  const filters = h('div', { class: 'pl-chips', role: 'group', 'aria-label': t('overview.states') });
  const problem = h('div');
  const pages = pager({ label: t('overview.pages'), onMove: move });
  const search = input({
    type: 'search',
    value: asked.q,
    placeholder: t('overview.search'),
    'aria-label': t('overview.search'),
    oninput: () => {
      clearTimeout(search.timer);
      search.timer = setTimeout(() => change({ q: search.value.trim() }), TYPING_MILLIS);
    },
  });
  const type = select([['', t('overview.anyType')], ...TYPES.map((one) => [one, word('type', one)])], asked.type, {
    'aria-label': t('overview.type'),
    onchange: () => change({ type: type.value }),
  });
  const sort = select(
    SORTS.map((one) => [one, t(`overview.sort.${one}`)]),
    asked.sort,
    { 'aria-label': t('overview.sort'), onchange: () => change({ sort: sort.value, order: 'asc' }) },
  );

  function change(some) {
    Object.assign(asked, some);
    sort.value = asked.sort;
    cursors.length = 1;
    const { sort: by, order } = asked;
    remember('/', { ...asked, sort: by === 'name' ? null : by, order: order === 'asc' ? null : order });
    read();
  }

  function move(step) {
    if (step > 0 && answer?.next_cursor) {
      cursors.push(answer.next_cursor);
    } else if (step < 0 && cursors.length > 1) {
      cursors.pop();
    }
    read().then(() => list.element.scrollIntoView({ block: 'nearest' }));
  }

  async function read() {
    request?.abort();
    request = new AbortController();
    try {
      answer = await ctx.client.get('/overview', { ...asked, limit: PAGE, cursor: cursors.at(-1) }, { signal: request.signal });
      replace(problem);
      show();
    } catch (error) {
      if (!abandoned(error)) {
        // The stream's own alert tells of a lost connection; what was read last stays to be seen.
        replace(problem, error.status === undefined ? null : refusal(error));
        if (answer === null) {
          throw error;
        }
      }
    }
  }

  function show() {
    const rows = answer.environments;
    for (const row of rows) {
      if (row.running_job) {
        progressing.set(row.running_job.id, row.running_job);
      }
    }
    list.show(rows, asked);
    pages.show({
      first: (cursors.length - 1) * PAGE,
      count: rows.length,
      total: answer.total,
      more: Boolean(answer.next_cursor),
    });
    showFilters();
  }

  function showFilters() {
    const counts = answer.counts ?? {};
    const all = Object.values(counts).reduce((sum, one) => sum + one, 0);
    const chosen = document.activeElement?.dataset?.status;
    replace(
      filters,
      ['', ...STATES.filter((one) => one === asked.status || counts[one] > 0 || one === 'active' || one === 'failed')].map((one) =>
        h(
          'button',
          {
            type: 'button',
            class: 'pl-chip',
            'aria-pressed': String(asked.status === one),
            'data-status': one,
            onclick: () => change({ status: one }),
          },
          one === '' ? null : mark(one),
          one === '' ? t('overview.all') : word('status', one),
          h('span', { class: 'pl-chip__count' }, number(one === '' ? all : (counts[one] ?? 0))),
        ),
      ),
    );
    if (chosen !== undefined) {
      filters.querySelector(`[data-status="${chosen}"]`)?.focus();
    }
  }

  const refresh = throttled(() => read().catch(() => {}), REFRESH_MILLIS);
  const unsubscribe = ctx.live.subscribe(({ type: kind, data }) => {
    const job = data.job_id;
    if (kind === 'progress' && progressing.has(job)) {
      progressing.set(job, { ...progressing.get(job), ...(data.payload ?? data) });
      renew(list.element, job, progressing.get(job));
    } else {
      refresh();
    }
  });

  await read();
  return {
    title: t('overview.title'),
    element: h(
      'div',
      {},
      h('div', { class: 'jenkins-app-bar pl-head' }, h('h1', {}, t('overview.title'))),
      h('div', { class: 'pl-tools' }, filters, h('div', { class: 'pl-tools__fields' }, search, type, sort)),
      problem,
      list.element,
      pages.element,
    ),
    dispose: () => {
      unsubscribe();
      refresh.cancel();
      clearTimeout(search.timer);
      request?.abort();
    },
  };
}

function known(values, value) {
  return values.includes(value) ? value : '';
}

function columns(progressing) {
  return [
    { key: 'name', label: t('overview.col.environment'), sort: 'name', cell: nameCell, class: 'pl-col-name' },
    { key: 'status', label: t('overview.col.state'), sort: 'status', cell: (row) => status('status', row.status) },
    { key: 'release', label: t('overview.col.release'), cell: releaseCell, class: 'pl-col-release' },
    { key: 'backup', label: t('overview.col.backup'), sort: 'backup', cell: backupCell, class: 'pl-col-when' },
    { key: 'proven', label: t('overview.col.proven'), cell: provenCell, class: 'pl-col-when' },
    { key: 'activity', label: t('overview.col.activity'), sort: 'activity', cell: (row) => activityCell(row, progressing), class: 'pl-col-activity' },
  ];
}

function nameCell(row) {
  return [
    h('a', { class: 'pl-name', href: link(`/environments/${encodeURIComponent(row.slug_path)}`) }, row.slug_path),
    h('span', { class: 'pl-quiet' }, word('type', row.environment_type), row.protected ? ` · ${t('environment.protected')}` : null),
    (row.attention ?? []).map((one) => h('span', { class: `pl-attention pl-attention--${one.code}` }, mark('attention'), h('span', {}, attention(one, row)))),
  ];
}

function releaseCell(row) {
  const release = row.current_release;
  if (!release) {
    return h('span', { class: 'pl-none' }, t('none'));
  }
  return [
    h('span', { class: 'pl-line pl-break', title: release.source_ref || release.path }, release.path.replace(/^releases\//, '')),
    status('health', release.health_status),
  ];
}

function backupCell(row) {
  const backup = row.newest_backup;
  if (!backup) {
    return h('span', { class: 'pl-none' }, t('none'));
  }
  return [
    h('span', { class: 'pl-line' }, time(backup.created_at)),
    h(
      'span',
      { class: 'pl-quiet' },
      backup.status === 'completed' ? [word('scope', backup.scope), ' · ', bytes(backup.size_bytes)] : status('backup', backup.status),
    ),
  ];
}

function provenCell(row) {
  const proven = row.newest_proven_backup;
  if (!proven) {
    return h('span', { class: 'pl-none' }, t('overview.neverProven'));
  }
  return [
    h('span', { class: 'pl-line' }, time(proven.proven_at)),
    proven.proven_by ? h('span', { class: 'pl-quiet' }, word('provenBy', proven.proven_by)) : null,
  ];
}

function activityCell(row, progressing) {
  const job = row.running_job;
  if (job) {
    const state = { ...job, ...progressing.get(job.id) };
    return [
      h('a', { class: 'pl-line', href: link(`/jobs/${job.id}`) }, word('jobType', job.job_type)),
      job.status === 'queued' ? status('job', 'queued') : h('div', { class: 'pl-running', 'data-job': job.id }, running(state)),
    ];
  }
  const last = row.last_job;
  if (!last) {
    return h('span', { class: 'pl-none' }, t('none'));
  }
  return [
    h('a', { class: 'pl-line', href: link(`/jobs/${last.id}`) }, word('jobType', last.job_type)),
    h('span', { class: 'pl-line' }, status('job', last.status), ' ', time(last.finished_at)),
  ];
}

function running(state) {
  return [
    glance(state, word('jobType', state.job_type)),
    h('span', { class: 'pl-quiet' }, state.stage ? `${word('stage', state.stage)} · ` : null, h('span', { class: 'pl-whole' }, figures(state) || since(state.started_at))),
  ];
}

/** Moves the bar of a running job without reading anything again. */
function renew(element, job, state) {
  const place = element.querySelector(`[data-job="${CSS.escape(job)}"]`);
  if (place) {
    replace(place, running(state));
  }
}
