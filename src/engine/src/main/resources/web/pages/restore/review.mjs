// Third: what it will do, in the server's words, and the points that a person has to think of.

import { h, replace } from '../../lib/dom.mjs';
import { bytes, moment, number, span, words } from '../../lib/format.mjs';
import { has, t, word } from '../../lib/messages.mjs';
import { alert, refusal, why } from '../../parts/alert.mjs';
import { checkbox } from '../../parts/form.mjs';
import { time, when } from '../../parts/time.mjs';
import { step } from './buttons.mjs';
import { differences } from './differences.mjs';
import { destinationOf } from './target.mjs';

export async function review(ctx, state, go) {
  let impact;
  try {
    impact = await ctx.client.get(
      `/backups/${state.backup.id}/impact`,
      { environment: state.environment.id, destination: destinationOf(state), dry_run: String(state.dryRun), pre_backup: state.preBackup },
      { signal: state.signal },
    );
  } catch (error) {
    if (error?.name === 'AbortError') {
      throw error;
    }
    return { element: step({ heading: t('wizard.review'), content: refusal(error), next: t('failed.again'), back: () => go('target'), submit: () => go('review') }) };
  }
  state.impact = impact;
  const problem = h('div');
  const points = impact.checklist.map((one) => checkbox(point(one, state), { name: `check-${one.id}` }));
  const refused = impact.refusals.length > 0;
  return {
    element: step({
      heading: t('wizard.review'),
      content: [
        impact.refusals.map((one) => alert('danger', why(one))),
        facts(impact, state),
        differences(impact.differences),
        points.length > 0 && !refused
          ? h('fieldset', { class: 'pl-field pl-checklist' }, h('legend', { class: 'jenkins-form-label' }, t('wizard.review.checklist')), points.map((one) => one.element))
          : null,
      ],
      problem,
      next: refused ? t('wizard.review.again') : t('wizard.next'),
      back: () => go('target'),
      submit: () => {
        if (refused) {
          return go('review');
        }
        const open = points.find((one) => !one.checked());
        if (open) {
          replace(problem, alert('danger', t('wizard.review.tick')));
          open.input.focus();
          return undefined;
        }
        return go('confirm');
      },
    }),
  };
}

/** A point in the reader's language and time; the server's sentence for one that the messages do not know. */
function point({ id, sentence }, { environment, impact }) {
  const key = id === 'replaced' ? `wizard.check.replaced.${impact.backup.backup_scope}` : `wizard.check.${id}`;
  const values = { environment: environment.slug_path, at: moment(impact.created_at), window: words(environment.undo_window_seconds) };
  return has(key) ? t(key, values) : sentence;
}

function facts(impact, state) {
  const { estimate, safety_backup: safety } = impact;
  const live = impact.replaces.database || impact.replaces.files;
  const rows = [
    [t('wizard.review.backup'), [when(impact.created_at), ' · ', time(impact.created_at), ' · ', word('scope', impact.backup.backup_scope), ' · ', bytes(impact.size_bytes)]],
    [t('wizard.review.target'), destinationOf(state) ?? impact.environment.slug_path],
    [t('wizard.review.replaces'), live ? replaced(impact.replaces) : t(state.dryRun ? 'wizard.review.nothing.dry' : 'wizard.review.nothing.copy')],
    [t('wizard.review.takes'), estimate.restore_seconds === null ? t('wizard.review.takes.unknown') : t('wizard.review.takes.about', { span: span(estimate.restore_seconds * 1000), count: estimate.from_measured, shown: number(estimate.from_measured) })],
    live ? [t('wizard.review.downtime'), estimate.downtime_ms === null ? t('wizard.review.downtime.unknown') : estimate.downtime_ms === 0 ? t('wizard.review.downtime.zero') : t('wizard.review.downtime.about', { span: span(estimate.downtime_ms) })] : null,
    live ? [t('wizard.review.safety'), t(`wizard.review.safety.${safety.mode}`)] : null,
  ];
  return h(
    'dl',
    { class: 'pl-facts' },
    rows.filter(Boolean).map(([label, value]) => h('div', { class: 'pl-fact' }, h('dt', {}, label), h('dd', {}, value))),
  );
}

function replaced({ database, files }) {
  return t(database && files ? 'wizard.review.both' : database ? 'wizard.review.database' : 'wizard.review.files');
}
