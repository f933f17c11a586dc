// The restore wizard: which backup, where to, what that will do, the person's word, and then the job itself. What was
// chosen stands in the address, and what was begun is a job on the server: a browser that is closed loses nothing.

import { abandoned, segment } from '../lib/client.mjs';
import { h, replace } from '../lib/dom.mjs';
import { t } from '../lib/messages.mjs';
import { link, remember } from '../lib/router.mjs';
import { note } from '../parts/alert.mjs';
import { confirm } from './restore/confirm.mjs';
import { course } from './restore/course.mjs';
import { review } from './restore/review.mjs';
import { snapshot } from './restore/snapshot.mjs';
import { target } from './restore/target.mjs';

const STEPS = ['snapshot', 'target', 'review', 'confirm', 'course'];
const MAKERS = { snapshot, target, review, confirm, course };

export async function page(ctx) {
  const leaving = new AbortController();
  const options = { signal: leaving.signal };
  const environment = await ctx.client.get(`/environments/${segment(ctx.parameters.environment)}`, {}, options);
  const path = `/environments/${segment(environment.id)}`;
  const [backups, row] = await Promise.all([
    ctx.client.get(`${path}/backups`, {}, options),
    ctx.client.get('/overview', { q: environment.slug_path, limit: 200 }, options).then((found) => found.environments.find((one) => one.id === environment.id) ?? null),
  ]);
  const state = {
    environment,
    path,
    backups,
    backup: backups.find((one) => one.id === ctx.parameters.backup) ?? null,
    where: 'environment',
    dryRun: ctx.query.get('dry_run') === 'true',
    destination: null,
    preBackup: 'create',
    message: '',
    job: ctx.query.get('job'),
    signal: leaving.signal,
  };
  const outline = h('ol', { class: 'pl-steps', 'aria-label': t('wizard.steps') });
  const place = h('div', { class: 'pl-wizard__step' });
  const before = h('div');
  let shown = null;
  let turn = 0;

  /** Shows a step; the reader goes on at its heading. */
  async function go(name, focus = true) {
    turn += 1;
    const mine = turn;
    shown?.dispose?.();
    shown = null;
    replace(outline, STEPS.map((step) => mark(step, name)));
    remember(`/restore/${segment(environment.id)}${state.backup ? `/${state.backup.id}` : ''}`, {
      job: state.job,
      dry_run: state.dryRun && !state.job ? 'true' : null,
    });
    place.setAttribute('aria-busy', 'true');
    let made;
    try {
      made = await MAKERS[name](ctx, state, go);
    } catch (error) {
      if (abandoned(error)) {
        return;
      }
      throw error;
    }
    if (mine !== turn) {
      made.dispose?.();
      return;
    }
    place.removeAttribute('aria-busy');
    shown = made;
    replace(place, made.element);
    if (focus) {
      const heading = place.querySelector('h2');
      heading?.setAttribute('tabindex', '-1');
      heading?.focus();
    }
  }

  const running = row?.running_job;
  if (!state.job && running?.job_type === 'env_restore') {
    replace(
      before,
      note('info', h('p', {}, t('wizard.running'), ' ', h('a', { href: link(`/restore/${segment(environment.id)}`, { job: running.id }) }, t('wizard.running.follow')))),
    );
  }
  if (ctx.parameters.backup && !state.backup && !state.job) {
    replace(before, note('warning', t('wizard.noSuchBackup')));
  }
  await go(state.job ? 'course' : state.backup ? 'target' : 'snapshot', false);
  return {
    title: t('wizard.title', { environment: environment.slug_path }),
    element: h(
      'div',
      { class: 'pl-wizard' },
      h('p', { class: 'pl-crumbs' }, h('a', { href: '#/' }, t('overview.title')), ' / ', h('a', { href: link(`/environments/${segment(environment.id)}`) }, environment.slug_path)),
      h('h1', {}, t('wizard.title', { environment: environment.slug_path })),
      outline,
      before,
      place,
    ),
    dispose: () => {
      turn += 1;
      shown?.dispose?.();
      leaving.abort();
    },
  };
}

function mark(step, now) {
  const order = STEPS.indexOf(step) - STEPS.indexOf(now);
  const kind = order < 0 ? 'done' : order === 0 ? 'now' : 'later';
  return h(
    'li',
    { class: `pl-step pl-step--${kind}`, 'aria-current': kind === 'now' ? 'step' : null },
    h('span', { class: 'pl-step__name' }, t(`wizard.${step}`)),
    kind === 'done' ? h('span', { class: 'pl-hidden' }, t('wizard.done')) : null,
  );
}
