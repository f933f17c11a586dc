// Fifth: the job, from its own events, and its outcome with what to do next.

import { abandoned } from '../../lib/client.mjs';
import { h, replace, settle } from '../../lib/dom.mjs';
import { Live, throttled } from '../../lib/live.mjs';
import { t } from '../../lib/messages.mjs';
import { link } from '../../lib/router.mjs';
import { note, refusal, why } from '../../parts/alert.mjs';
import { dialog } from '../../parts/dialog.mjs';
import { progress } from '../../parts/progress.mjs';
import { time } from '../../parts/time.mjs';
import { stages } from '../job/stages.mjs';
import { outcome } from './outcome.mjs';

const FINAL = ['succeeded', 'failed', 'cancelled'];
const TYPES = ['status', 'stage', 'progress', 'warning', 'failure', 'backup', 'cancel_requested', 'settling', 'taken_up', 'taken_over', 'end'];
const PAGE = 1000;
const REFRESH_MILLIS = 500;

export async function course(ctx, state, go) {
  const path = `/jobs/${encodeURIComponent(state.job)}`;
  const options = { signal: state.signal };
  let job;
  try {
    job = await ctx.client.get(path, {}, options);
  } catch (error) {
    if (abandoned(error)) {
      throw error;
    }
    return { element: h('div', {}, h('h2', {}, t('wizard.course')), refusal(error)) };
  }
  const bar = progress({ label: t('wizard.course') });
  const steps = stages(job);
  const end = h('div', { 'aria-live': 'polite' });
  const heading = h('h2', {}, t('wizard.course'));
  const doing = h('div', { class: 'pl-wizard__buttons' });
  let after = 0;

  function happened(event) {
    if (event.sequence <= after) {
      return;
    }
    after = event.sequence;
    if (event.type === 'progress') {
      bar.show(event.payload);
      return;
    }
    if (event.type === 'stage') {
      bar.show({ stage: event.payload.stage });
    }
    steps.happened(event);
    reread();
  }

  async function catchUp() {
    let more = true;
    while (more) {
      const found = await ctx.client.get(`${path}/events`, { after, limit: PAGE }, options);
      found.events.forEach(happened);
      more = found.events.length === PAGE;
    }
  }

  async function show() {
    const final = FINAL.includes(job.status);
    bar.element.hidden = job.status !== 'running';
    steps.ended(job);
    settle(doing, JSON.stringify([final, job.cancel_requested_at]), () =>
      !final && ctx.whoami.permissions.includes('administer')
        ? h('button', { type: 'button', class: 'jenkins-button', 'data-action': 'cancel', disabled: Boolean(job.cancel_requested_at), onclick: cancel }, t(job.cancel_requested_at ? 'job.cancelling' : 'job.cancel'))
        : h('span'),
    );
    replace(heading, t(final ? `wizard.course.${job.status}` : 'wizard.course'));
    if (final) {
      live.stop();
      // How the environment is now, and what can be taken back, is only known afterwards.
      const environment = await ctx.client.get(state.path, {}, options);
      const restores = await ctx.client.get(`${state.path}/history`, {}, options);
      const restore = restores.find((one) => one.job_id === job.id) ?? null;
      settle(end, JSON.stringify([job.status, environment.updated_at]), () => outcome(ctx, { job, environment, restore, path: state.path }));
    } else {
      settle(end, job.status + (job.error_code ?? ''), () =>
        job.status === 'queued' && job.error_code
          ? note('warning', h('p', {}, t('job.retry'), ' ', time(job.run_after)), why({ code: job.error_code, message: (job.error_message ?? '').split('\n')[0] }))
          : h('p', { class: 'pl-quiet' }, t(job.status === 'queued' ? 'wizard.course.waits' : 'wizard.course.closing')),
      );
    }
  }

  function cancel() {
    dialog({
      title: t('wizard.course.cancel', { environment: state.environment.slug_path }),
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
      job = await ctx.client.get(path, {}, options);
      await show();
    } catch (error) {
      if (!abandoned(error) && error.status !== undefined) {
        replace(end, refusal(error));
      }
    }
  }, REFRESH_MILLIS);

  const live = new Live({
    address: () => ctx.client.url(`${path}/events`, { after }),
    types: TYPES,
    probe: () => ctx.client.get(path, {}, options),
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
  await catchUp();
  await show();
  if (!FINAL.includes(job.status)) {
    live.start();
  }
  return {
    element: h(
      'div',
      {},
      heading,
      h('section', { class: 'pl-card jenkins-card', 'aria-label': t('job.course') }, steps.element, bar.element),
      end,
      doing,
      h('p', {}, h('a', { href: link(`/jobs/${job.id}`) }, t('wizard.course.log'))),
    ),
    dispose: () => {
      live.stop();
      reread.cancel();
    },
  };
}
