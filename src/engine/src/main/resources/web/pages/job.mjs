// One job, while it runs and afterwards: its stages, how far it is, its log, and what came of it.

import { abandoned, segment } from '../lib/client.mjs';
import { h, replace, settle } from '../lib/dom.mjs';
import { span } from '../lib/format.mjs';
import { Live, throttled } from '../lib/live.mjs';
import { t, word } from '../lib/messages.mjs';
import { link } from '../lib/router.mjs';
import { alert, refusal, why } from '../parts/alert.mjs';
import { dialog } from '../parts/dialog.mjs';
import { log } from '../parts/log.mjs';
import { outline } from '../parts/outline.mjs';
import { progress } from '../parts/progress.mjs';
import { status } from '../parts/status.mjs';
import { since, time } from '../parts/time.mjs';
import { stages } from './job/stages.mjs';

const REFRESH_MILLIS = 500;
const EVENTS = 1000;
const FINAL = ['succeeded', 'failed', 'cancelled'];
const TYPES = ['status', 'stage', 'task', 'progress', 'warning', 'failure', 'backup', 'rollback', 'cancel_requested', 'settling', 'taken_up', 'taken_over', 'end'];

export async function page(ctx) {
  const path = `/jobs/${segment(ctx.parameters.job)}`;
  const leaving = new AbortController();
  let job = await ctx.client.get(path, {}, { signal: leaving.signal });
  let after = 0;

  const top = h('div');
  const outcome = h('div', { 'aria-live': 'polite' });
  const doing = h('div', { class: 'pl-actions' });
  const bar = progress({ label: word('jobType', job.job_type) });
  const steps = stages(job);
  const lines = log({ download: ctx.client.url(`${path}/log`), name: `${job.job_type}-${job.id}.log` });
  const result = h('div');
  const title = job.environment ? t('job.title', { type: word('jobType', job.job_type), environment: job.environment }) : word('jobType', job.job_type);

  function show() {
    const final = FINAL.includes(job.status);
    settle(top, JSON.stringify(job), () => facts(job));
    settle(outcome, JSON.stringify([job.status, job.error_code, job.error_message, job.run_after]), () => verdict(job));
    settle(doing, JSON.stringify([final, job.cancel_requested_at]), () =>
      !final && ctx.whoami.permissions.includes('administer')
        ? h('button', { type: 'button', class: 'jenkins-button', 'data-action': 'cancel', disabled: Boolean(job.cancel_requested_at), onclick: cancel }, t(job.cancel_requested_at ? 'job.cancelling' : 'job.cancel'))
        : null,
    );
    settle(result, JSON.stringify(job.result), () => (job.result ? [h('h2', {}, t('job.result')), outline(job.result)] : null));
    bar.element.hidden = job.status !== 'running';
    steps.ended(job);
  }

  function cancel() {
    dialog({
      title: t('cancel.title', { job: title }),
      consequences: [t('cancel.1'), t('cancel.2'), t('cancel.3')],
      action: t('job.cancel'),
      danger: true,
      submit: async () => {
        await ctx.client.post(`${path}/cancel`);
        reread();
      },
    });
  }

  const reread = throttled(async () => {
    try {
      job = await ctx.client.get(path, {}, { signal: leaving.signal });
      show();
    } catch (error) {
      if (!abandoned(error) && error.status !== undefined) {
        replace(outcome, refusal(error));
      }
    }
  }, REFRESH_MILLIS);

  function happened(event) {
    if (event.sequence <= after) {
      return;
    }
    after = event.sequence;
    const { type, payload } = event;
    if (type === 'progress') {
      bar.show(payload);
    } else {
      if (type === 'stage') {
        bar.show({ stage: payload.stage });
      }
      lines.add(event);
      steps.happened(event);
      if (type !== 'task') {
        reread();
      }
    }
  }

  /** Every event that is there now, page by page. */
  async function catchUp() {
    let more = true;
    while (more) {
      const found = await ctx.client.get(`${path}/events`, { after, limit: EVENTS }, { signal: leaving.signal });
      found.events.forEach(happened);
      more = found.events.length === EVENTS;
    }
  }

  show();
  await catchUp();
  const live = new Live({
    address: () => ctx.client.url(`${path}/events`, { after }),
    types: TYPES,
    probe: () => ctx.client.get(path, {}, { signal: leaving.signal }),
  });
  live.subscribe(({ type, data }) => {
    if (type === 'poll' || type === 'resync') {
      catchUp().catch(() => {});
      reread();
    } else if (type === 'end') {
      reread();
    } else if (data.sequence) {
      happened(data);
    }
  });
  if (!FINAL.includes(job.status)) {
    live.start();
  }
  return {
    title,
    element: h(
      'div',
      { class: 'pl-job' },
      h('p', { class: 'pl-crumbs' }, h('a', { href: '#/jobs' }, t('jobs.title'))),
      h('div', { class: 'jenkins-app-bar pl-head' }, h('h1', {}, title), doing),
      outcome,
      job.job_type === 'env_restore' && job.environment ? h('p', {}, h('a', { href: link(`/restore/${segment(job.environment)}`, { job: job.id }) }, t('job.wizard'))) : null,
      h('section', { class: 'pl-card jenkins-card', 'aria-label': t('job.course') }, steps.element, bar.element),
      top,
      result,
      h('section', { class: 'pl-section', 'aria-labelledby': 'pl-log' }, h('h2', { id: 'pl-log' }, t('job.log')), lines.element),
    ),
    dispose: () => {
      live.stop();
      reread.cancel();
      leaving.abort();
    },
  };
}

/** How it stands, in a sentence; of a failure also why and what to do. */
function verdict(job) {
  if (job.status === 'failed') {
    const [sentence, ...rest] = (job.error_message ?? '').split('\n');
    return alert(
      'danger',
      why({ code: job.error_code, message: sentence }),
      rest.join('\n').trim()
        ? h('details', {}, h('summary', {}, t('job.output')), h('pre', { class: 'pl-output', tabindex: '0' }, rest.join('\n').trim()))
        : null,
    );
  }
  if (job.status === 'succeeded') {
    return alert('success', t('job.done', { span: span(new Date(job.finished_at) - new Date(job.started_at)) }));
  }
  if (job.status === 'cancelled') {
    return alert('info', t('job.wasCancelled'));
  }
  if (job.status === 'queued' && job.error_code) {
    return alert('warning', h('p', {}, t('job.retry'), ' ', time(job.run_after)), why({ code: job.error_code, message: (job.error_message ?? '').split('\n')[0] }));
  }
  return null;
}

function facts(job) {
  const rows = [
    [t('jobs.status'), status('job', job.status)],
    [t('jobs.environment'), job.environment ? h('a', { href: link(`/environments/${encodeURIComponent(job.environment)}`) }, job.environment) : null],
    [t('job.asked'), [time(job.created_at), job.requested_by ? ` · ${t('timeline.by', { name: job.requested_by })} (${word('origin', job.origin)})` : null]],
    [t(job.finished_at ? 'jobs.took' : 'job.runningFor'), job.finished_at && job.started_at ? span(new Date(job.finished_at) - new Date(job.started_at)) : job.started_at ? since(job.started_at) : null],
    [t('job.attempts'), t('job.attempts.of', { attempt: job.attempt_count, max: job.max_attempts })],
    [t('job.reason'), job.parameters?.message],
    [t('job.controller'), job.controller],
    [t('job.worker'), job.locked_by],
    [t('job.id'), h('code', { class: 'pl-code' }, job.id)],
  ];
  return h(
    'dl',
    { class: 'pl-facts' },
    rows.filter(([, value]) => value).map(([label, value]) => h('div', { class: 'pl-fact' }, h('dt', {}, label), h('dd', {}, value))),
  );
}
