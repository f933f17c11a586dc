// First: which backup.

import { h, newId, replace } from '../../lib/dom.mjs';
import { bytes } from '../../lib/format.mjs';
import { t, word } from '../../lib/messages.mjs';
import { link } from '../../lib/router.mjs';
import { segment } from '../../lib/client.mjs';
import { alert, note } from '../../parts/alert.mjs';
import { time } from '../../parts/time.mjs';
import { step } from './buttons.mjs';

const FEW = 10;

export function snapshot(ctx, state, go) {
  const usable = state.backups.filter((one) => one.status === 'completed');
  const problem = h('div');
  const list = h('fieldset', { class: 'pl-field pl-radios pl-snapshots' });
  let all = usable.indexOf(state.backup) >= FEW;

  function show() {
    const rows = all ? usable : usable.slice(0, FEW);
    replace(
      list,
      h('legend', { class: 'jenkins-form-label' }, t('wizard.snapshot.which')),
      rows.map(choice),
      rows.length < usable.length
        ? h('button', { type: 'button', class: 'jenkins-button', onclick: () => ((all = true), show()) }, t('wizard.snapshot.all', { count: usable.length }))
        : null,
    );
  }

  function choice(backup) {
    const id = newId('snapshot');
    const proven = backup.verified_at && backup.completed_at && backup.verified_at > backup.completed_at;
    return h(
      'div',
      { class: 'pl-radio' },
      h('input', {
        type: 'radio',
        name: 'backup',
        id,
        value: backup.id,
        checked: backup.id === state.backup?.id,
        onchange: () => {
          state.backup = backup;
          replace(problem);
        },
      }),
      h(
        'label',
        { for: id },
        h('span', {}, word('scope', backup.backup_scope), ' · ', time(backup.created_at), ' · ', bytes(backup.size_bytes), proven ? [' · ', t('wizard.snapshot.proven'), ' ', time(backup.verified_at)] : null),
        backup.message || backup.purpose !== 'requested'
          ? h('span', { class: 'pl-help' }, [backup.purpose === 'requested' ? null : word('purpose', backup.purpose), backup.message].filter(Boolean).join(' · '))
          : null,
      ),
    );
  }

  show();
  if (usable.length === 0) {
    return {
      element: h('div', {}, h('h2', {}, t('wizard.snapshot')), note('warning', h('p', {}, t('wizard.snapshot.none')), h('p', {}, h('a', { href: link(`/environments/${segment(state.environment.id)}`) }, t('wizard.snapshot.make'))))),
    };
  }
  return {
    element: step({
      heading: t('wizard.snapshot'),
      content: list,
      problem,
      next: t('wizard.next'),
      submit: () => {
        if (!state.backup) {
          replace(problem, alert('danger', t('wizard.snapshot.choose')));
          list.querySelector('input')?.focus();
          return;
        }
        go('target');
      },
    }),
  };
}
