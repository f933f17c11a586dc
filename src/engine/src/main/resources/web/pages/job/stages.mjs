// The stages of a job in their order, and which of them it has seen. A new attempt begins again.

import { h, replace } from '../../lib/dom.mjs';
import { span } from '../../lib/format.mjs';
import { t, word } from '../../lib/messages.mjs';
import { mark } from '../../parts/status.mjs';

const ORDER = {
  backup_create: ['dump', 'verify'],
  backup_verify: ['verify'],
  backup_cleanup: ['cleanup'],
  env_restore: ['prepare', 'verify', 'safety', 'stage', 'switch', 'finish'],
  env_deploy: ['prepare', 'fetch', 'link', 'check', 'switch', 'finish'],
  env_update: ['prepare', 'safety', 'stage', 'update', 'check', 'switch', 'finish'],
  release_rollback: ['prepare', 'check', 'switch', 'finish'],
  health_check: ['health'],
};

const WORTH_TELLING_MILLIS = 100;

function took({ from, until }) {
  return new Date(until) - new Date(from);
}

/** The stages that a job will go through, as far as that can be known before. */
function planned(job) {
  const order = ORDER[job.job_type] ?? [];
  if (job.job_type === 'env_restore' && (job.parameters?.dry_run || job.parameters?.destination)) {
    return order.filter((stage) => stage !== 'safety' && (job.parameters.destination ? true : stage !== 'switch' && stage !== 'stage'));
  }
  return order;
}

/** The list of stages; it is told of events and of the end. */
export function stages(job) {
  const element = h('ol', { class: 'pl-stages', 'aria-label': t('job.stages') });
  const order = planned(job);
  let seen = [];
  let final = null;
  let broken = false;

  function happened({ type, at, payload }) {
    if (type === 'stage') {
      end(at);
      seen = seen.filter((one) => one.stage !== payload.stage);
      seen.push({ stage: payload.stage, from: at, until: null });
    } else if (type === 'status') {
      if (payload.status === 'running' && payload.attempt > 1) {
        seen = [];
      }
      if (payload.status !== 'running' && payload.status !== 'queued') {
        end(at);
      }
    }
    show();
  }

  function end(at) {
    const last = seen.at(-1);
    if (last && !last.until) {
      last.until = at;
    }
  }

  function ended(now) {
    final = ['succeeded', 'failed', 'cancelled'].includes(now.status) ? now.status : null;
    broken = final === 'failed' || final === 'cancelled';
    show();
  }

  function show() {
    const extra = seen.map((one) => one.stage).filter((stage) => !order.includes(stage));
    // What a job that has ended never came to is not told: it may have been left out on purpose.
    const all = [...order, ...extra].filter((stage) => final !== 'succeeded' || seen.some((one) => one.stage === stage));
    replace(element, all.map(step));
    element.hidden = all.length === 0;
  }

  function step(stage) {
    const one = seen.find((candidate) => candidate.stage === stage);
    const last = one && one === seen.at(-1);
    const state = !one ? 'waiting' : last && broken ? final : last && !final ? 'running' : 'succeeded';
    return h(
      'li',
      { class: `pl-stage pl-stage--${state}`, 'aria-current': state === 'running' ? 'step' : null },
      mark(state === 'waiting' ? 'unknown' : state),
      h('span', { class: 'pl-stage__name' }, word('stage', stage)),
      h('span', { class: 'pl-hidden' }, word('stageState', state)),
      one?.until && took(one) >= WORTH_TELLING_MILLIS ? h('span', { class: 'pl-quiet' }, span(took(one))) : null,
    );
  }

  show();
  return { element, happened, ended };
}
