// First: which backup.

import { h, replace } from '../../lib/dom.mjs';
import { t } from '../../lib/messages.mjs';
import { link } from '../../lib/router.mjs';
import { segment } from '../../lib/client.mjs';
import { alert, note } from '../../parts/alert.mjs';
import { snapshots } from '../../parts/snapshots.mjs';
import { step } from './buttons.mjs';

export function snapshot(ctx, state, go) {
  const usable = state.backups.filter((one) => one.status === 'completed');
  if (usable.length === 0) {
    return {
      element: h('div', {}, h('h2', {}, t('wizard.snapshot')), note('warning', h('p', {}, t('wizard.snapshot.none')), h('p', {}, h('a', { href: link(`/environments/${segment(state.environment.id)}`) }, t('wizard.snapshot.make'))))),
    };
  }
  const problem = h('div');
  const list = snapshots({
    backups: usable,
    chosen: state.backup?.id,
    onChoose: (backup) => {
      state.backup = backup;
      replace(problem);
    },
  });
  return {
    element: step({
      heading: t('wizard.snapshot'),
      content: list.element,
      problem,
      next: t('wizard.next'),
      submit: () => {
        if (!list.value()) {
          replace(problem, alert('danger', t('wizard.snapshot.choose')));
          list.focus();
          return;
        }
        go('target');
      },
    }),
  };
}
