// Every job that the caller may see, newest first.

import { abandoned } from '../lib/client.mjs';
import { h, replace } from '../lib/dom.mjs';
import { span } from '../lib/format.mjs';
import { throttled } from '../lib/live.mjs';
import { t, word } from '../lib/messages.mjs';
import { link, remember } from '../lib/router.mjs';
import { refusal } from '../parts/alert.mjs';
import { input, select } from '../parts/form.mjs';
import { pager } from '../parts/pager.mjs';
import { status } from '../parts/status.mjs';
import { table } from '../parts/table.mjs';
import { since, time } from '../parts/time.mjs';

const PAGE = 50;
const REFRESH_MILLIS = 1000;
const STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];
const TYPES = ['backup_create', 'backup_verify', 'backup_cleanup', 'env_restore', 'env_deploy', 'env_update', 'release_rollback', 'health_check'];

export async function page(ctx) {
  const asked = {
    status: STATES.find((one) => one === ctx.query.get('status')) ?? '',
    job_type: TYPES.find((one) => one === ctx.query.get('job_type')) ?? '',
    environment_id: ctx.query.get('environment_id') ?? '',
  };
  const cursors = [null];
  let next = null;
  let request = null;
  let read = false;

  const list = table({
    caption: t('jobs.caption'),
    rowKey: (row) => row.id,
    empty: t('jobs.empty'),
    columns: [
      { key: 'job', label: t('jobs.job'), cell: (row) => h('a', { class: 'pl-name', href: link(`/jobs/${row.id}`) }, word('jobType', row.job_type)) },
      {
        key: 'environment',
        label: t('jobs.environment'),
        cell: (row) => (row.environment ? h('a', { href: link(`/environments/${encodeURIComponent(row.environment)}`) }, row.environment) : t('none')),
      },
      { key: 'status', label: t('jobs.status'), cell: (row) => [status('job', row.status), row.error_code ? h('code', { class: 'pl-code' }, row.error_code) : null] },
      { key: 'created', label: t('jobs.created'), cell: (row) => time(row.created_at) },
      { key: 'took', label: t('jobs.took'), cell: took },
      { key: 'by', label: t('jobs.by'), cell: (row) => h('span', { class: 'pl-break' }, row.requested_by || t('none')) },
    ],
  });
  const problem = h('div');
  const pages = pager({ label: t('jobs.pages'), onMove: move });
  const state = select([['', t('jobs.anyStatus')], ...STATES.map((one) => [one, word('job', one)])], asked.status, {
    'aria-label': t('jobs.status'),
    onchange: () => change({ status: state.value }),
  });
  const type = select([['', t('jobs.anyType')], ...TYPES.map((one) => [one, word('jobType', one)])], asked.job_type, {
    'aria-label': t('jobs.job'),
    onchange: () => change({ job_type: type.value }),
  });
  const environment = input({
    type: 'search',
    value: asked.environment_id,
    placeholder: t('jobs.environment.placeholder'),
    'aria-label': t('jobs.environment'),
    onchange: () => change({ environment_id: environment.value.trim() }),
  });

  function change(some) {
    Object.assign(asked, some);
    cursors.length = 1;
    remember('/jobs', asked);
    load().catch(() => {});
  }

  function move(step) {
    if (step > 0 && next) {
      cursors.push(next);
    } else if (step < 0 && cursors.length > 1) {
      cursors.pop();
    }
    load().catch(() => {});
  }

  async function load() {
    request?.abort();
    request = new AbortController();
    try {
      const answer = await ctx.client.page('/jobs', { ...asked, limit: PAGE, cursor: cursors.at(-1) }, { signal: request.signal });
      next = answer.next;
      read = true;
      replace(problem);
      list.show(answer.body);
      pages.show({ first: (cursors.length - 1) * PAGE, count: answer.body.length, more: Boolean(next) });
    } catch (error) {
      if (!abandoned(error)) {
        const mistyped = asked.environment_id && (error.status === 400 || error.status === 404);
        if (!read && !mistyped) {
          throw error;
        }
        if (mistyped) {
          list.show([]);
          pages.show({ first: 0, count: 0, more: false });
        } else {
          replace(problem, error.status === undefined ? null : refusal(error));
        }
      }
    }
  }

  const refresh = throttled(() => load().catch(() => {}), REFRESH_MILLIS);
  const unsubscribe = ctx.live.subscribe(({ type: kind }) => {
    if (kind !== 'progress' && kind !== 'stage') {
      refresh();
    }
  });
  await load();
  return {
    title: t('jobs.title'),
    element: h(
      'div',
      {},
      h('div', { class: 'jenkins-app-bar pl-head' }, h('h1', {}, t('jobs.title'))),
      h('div', { class: 'pl-tools' }, h('div', { class: 'pl-tools__fields' }, state, type, environment)),
      problem,
      list.element,
      pages.element,
    ),
    dispose: () => {
      unsubscribe();
      refresh.cancel();
      request?.abort();
    },
  };
}

function took(row) {
  if (row.started_at && row.finished_at) {
    return span(new Date(row.finished_at) - new Date(row.started_at));
  }
  return row.started_at && row.status === 'running' ? since(row.started_at) : t('none');
}
