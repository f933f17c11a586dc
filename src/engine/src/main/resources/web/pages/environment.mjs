// One environment: how it is, what can be done, and what was.

import { abandoned, segment } from '../lib/client.mjs';
import { h, replace, settle } from '../lib/dom.mjs';
import { throttled } from '../lib/live.mjs';
import { t, word } from '../lib/messages.mjs';
import { link } from '../lib/router.mjs';
import { attention as sentence, note, refusal } from '../parts/alert.mjs';
import { progress } from '../parts/progress.mjs';
import { status } from '../parts/status.mjs';
import { time } from '../parts/time.mjs';
import { actions } from './environment/actions.mjs';
import { backups } from './environment/backups.mjs';
import { facts } from './environment/facts.mjs';
import { releases } from './environment/releases.mjs';
import { past, trends } from './environment/past.mjs';

const REFRESH_MILLIS = 1000;
const TIMELINE = 100;

export async function page(ctx) {
  const path = `/environments/${segment(ctx.parameters.environment)}`;
  const leaving = new AbortController();
  let state = await read();

  async function read() {
    const options = { signal: leaving.signal };
    const environment = await ctx.client.get(path, {}, options);
    const [row, entries, backupRows, releaseRows] = await Promise.all([
      glance(ctx, environment, options),
      ctx.client.get(`${path}/timeline`, { limit: TIMELINE }, options),
      ctx.client.get(`${path}/backups`, {}, options),
      ctx.client.get(`${path}/releases`, {}, options),
    ]);
    return { environment, row, entries, backups: backupRows, releases: releaseRows, path };
  }

  const problem = h('div');
  const top = h('div');
  const attention = h('div');
  const now = h('div');
  const doing = h('div', { class: 'pl-actions' });
  const sections = {
    backups: backups(ctx, () => refresh()),
    releases: releases(ctx, () => state),
  };
  const timelineAt = h('div');
  const trendsAt = h('div');
  let bar = null;
  let barOf = null;

  function show() {
    const { environment, row } = state;
    settle(top, JSON.stringify([environment.status, environment.updated_at, environment.undo, row?.current_release, row?.newest_backup, row?.newest_proven_backup]), () => facts(state));
    settle(attention, JSON.stringify([row?.attention ?? [], row?.last_job?.id]), () => (row?.attention ?? []).map((one) => needs(one, row)));
    settle(doing, JSON.stringify([environment, row?.allowed, row?.running_job?.id]), () => actions(ctx, state));
    showJob(row?.running_job);
    const told = JSON.stringify(state.entries);
    settle(timelineAt, told, () => past(state.entries, { more: state.entries.length === TIMELINE, of: environment.slug_path }));
    settle(trendsAt, told, () => trends(state.entries));
    sections.backups.show(state);
    sections.releases.show(state);
  }

  function showJob(job) {
    if (!job) {
      bar = null;
      barOf = null;
      replace(now);
      return;
    }
    if (barOf !== job.id + job.status) {
      barOf = job.id + job.status;
      bar = progress({ label: word('jobType', job.job_type) });
      replace(
        now,
        h(
          'section',
          { class: 'pl-card jenkins-card pl-now', 'aria-label': t('environment.now') },
          h(
            'p',
            {},
            status('job', job.status),
            ' ',
            h('a', { href: link(`/jobs/${job.id}`) }, word('jobType', job.job_type)),
            job.started_at ? [' · ', t('environment.begun'), ' ', time(job.started_at)] : null,
            job.job_type === 'env_restore' ? [' · ', h('a', { href: link(`/restore/${segment(state.environment.id)}`, { job: job.id }) }, t('job.wizard'))] : null,
          ),
          bar.element,
        ),
      );
    }
    bar.element.hidden = job.status !== 'running';
    if (job.status === 'running') {
      bar.show(job);
    }
  }

  const refresh = throttled(async () => {
    try {
      state = await read();
      replace(problem);
      show();
    } catch (error) {
      if (!abandoned(error) && error.status !== undefined) {
        replace(problem, refusal(error));
      }
    }
  }, REFRESH_MILLIS);

  const unsubscribe = ctx.live.subscribe(({ type, data }) => {
    if (type === 'progress' && state.row?.running_job?.id === data.job_id) {
      bar.show(data.payload ?? data);
    } else if (data.environment_id === undefined || data.environment_id === state.environment.id) {
      refresh();
    }
  });

  show();
  const { environment } = state;
  return {
    title: environment.slug_path,
    element: h(
      'div',
      { class: 'pl-environment' },
      h('p', { class: 'pl-crumbs' }, h('a', { href: '#/' }, t('overview.title'))),
      h('div', { class: 'jenkins-app-bar pl-head' }, h('h1', {}, environment.slug_path), doing),
      attention,
      problem,
      top,
      now,
      part('timeline', timelineAt),
      part('backups', sections.backups.element),
      part('releases', sections.releases.element),
      part('trends', trendsAt),
    ),
    dispose: () => {
      unsubscribe();
      refresh.cancel();
      leaving.abort();
    },
  };
}

/** What needs a person, with the way to where it is told. */
function needs(one, row) {
  const job = one.code === 'last_job_failed' ? row.last_job : null;
  return note(one.code === 'failed' ? 'danger' : 'warning', sentence(one, row), job ? [' ', h('a', { href: link(`/jobs/${job.id}`) }, t('error.openJob'))] : null);
}

function part(name, content) {
  return h('section', { class: 'pl-section', 'aria-labelledby': `pl-${name}` }, h('h2', { id: `pl-${name}` }, t(`environment.${name}`)), content);
}

/** The environment's row of the overview: what runs, what needs a person, what the caller may do. */
async function glance(ctx, environment, options) {
  const found = await ctx.client.get('/overview', { q: environment.slug_path, limit: 200 }, options);
  return found.environments.find((row) => row.id === environment.id) ?? null;
}
