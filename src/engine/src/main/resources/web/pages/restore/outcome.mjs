// What came of a restore, in a sentence, and the next thing that makes sense.

import { segment } from '../../lib/client.mjs';
import { h } from '../../lib/dom.mjs';
import { span } from '../../lib/format.mjs';
import { t } from '../../lib/messages.mjs';
import { link } from '../../lib/router.mjs';
import { alert, why } from '../../parts/alert.mjs';
import { outline } from '../../parts/outline.mjs';
import { when } from '../../parts/time.mjs';
import { undo } from '../environment/actions.mjs';

export function outcome(ctx, found) {
  const { job } = found;
  if (job.status === 'succeeded') {
    return done(ctx, found);
  }
  return job.status === 'cancelled' ? cancelled(found) : failed(found);
}

function done(ctx, { job, environment, restore, path }) {
  const took = span(new Date(job.finished_at) - new Date(job.started_at));
  const again = link(`/restore/${segment(environment.id)}/${job.backup_id}`);
  if (restore?.dry_run) {
    return [
      alert('success', t('wizard.outcome.dry', { span: took })),
      job.result ? outline(job.result) : null,
      actions(h('a', { class: 'jenkins-button jenkins-button--primary', href: again }, t('wizard.outcome.real'))),
    ];
  }
  if (restore?.destination) {
    return [alert('success', t('wizard.outcome.copy', { span: took, destination: restore.destination })), actions(toEnvironment(environment))];
  }
  return [
    alert('success', h('p', {}, h('strong', {}, t(restore?.undo_of ? 'wizard.outcome.undone' : 'wizard.outcome.done', { environment: environment.slug_path, span: took }))), h('p', {}, t('wizard.outcome.look'))),
    actions(
      environment.preview_url
        ? h('a', { class: 'jenkins-button jenkins-button--primary', href: environment.preview_url, target: '_blank', rel: 'noopener noreferrer', 'data-action': 'open' }, t('wizard.outcome.open'))
        : null,
      environment.undo && ctx.whoami.permissions.includes('restore')
        ? h('button', { type: 'button', class: 'jenkins-button', 'data-action': 'undo', onclick: () => undo(ctx, { environment, path }) }, t('action.undo'))
        : null,
      toEnvironment(environment),
    ),
    environment.undo ? h('p', { class: 'pl-quiet' }, t('wizard.outcome.undoUntil'), ' ', when(environment.undo.until)) : null,
  ];
}

function failed({ job, environment, restore }) {
  return [
    alert(
      'danger',
      why({ code: job.error_code, message: (job.error_message ?? '').split('\n')[0] }),
      h('p', {}, t(served(environment, restore))),
    ),
    actions(another(environment), toEnvironment(environment)),
  ];
}

function cancelled({ environment, restore }) {
  return [alert('info', h('p', {}, t('wizard.outcome.cancelled')), h('p', {}, t(served(environment, restore)))), actions(another(environment), toEnvironment(environment))];
}

/** What visitors get after a restore that did not succeed. */
function served(environment, restore) {
  if (environment.status === 'failed') {
    return 'wizard.outcome.unknown';
  }
  return restore?.outcome === 'rolled_back' ? 'wizard.outcome.back' : 'wizard.outcome.untouched';
}

function actions(...buttons) {
  return h('div', { class: 'pl-wizard__buttons' }, buttons);
}

function another(environment) {
  return environment.status === 'active' ? h('a', { class: 'jenkins-button jenkins-button--primary', href: link(`/restore/${segment(environment.id)}`) }, t('wizard.outcome.another')) : null;
}

function toEnvironment(environment) {
  return h('a', { class: 'jenkins-button', href: link(`/environments/${segment(environment.id)}`) }, t('wizard.outcome.environment'));
}
