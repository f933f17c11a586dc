// Second: where to, and whether only to try it out.

import { h, replace } from '../../lib/dom.mjs';
import { t } from '../../lib/messages.mjs';
import { alert } from '../../parts/alert.mjs';
import { field, input, radios, select } from '../../parts/form.mjs';
import { step } from './buttons.mjs';

export function target(ctx, state, go) {
  const { environment } = state;
  const problem = h('div');
  const roots = environment.destinations ?? [];
  const where = radios(
    t('wizard.target.where'),
    'where',
    [
      ['environment', t('wizard.target.environment', { environment: environment.slug_path }), t('wizard.target.environment.help')],
      ...(roots.length > 0 ? [['destination', t('wizard.target.destination'), t('wizard.target.destination.help')]] : []),
    ],
    state.where,
  );
  const root = select(roots.map((one) => [one, `${one}/`]), state.destination?.root ?? roots[0], { name: 'root' });
  const name = input({ name: 'directory', maxlength: '200', spellcheck: 'false', value: state.destination?.name ?? '' });
  const elsewhere = h('div', { class: 'pl-elsewhere' }, field(t('wizard.target.root'), root), field(t('wizard.target.name'), name, t('wizard.target.name.help')));
  const how = radios(
    t('wizard.target.how'),
    'how',
    [
      ['restore', t('wizard.target.restore'), t('wizard.target.restore.help')],
      ['dry', t('wizard.target.dry'), t('wizard.target.dry.help')],
    ],
    state.dryRun ? 'dry' : 'restore',
  );
  const safety = radios(
    t('safety.what'),
    'safety',
    [
      ['create', t('safety.create'), t('safety.create.help')],
      ['verify', t('safety.verify'), t('safety.verify.help')],
    ],
    state.preBackup,
  );
  const message = input({ name: 'message', maxlength: '1000', value: state.message });

  function adjust() {
    const live = where.value() === 'environment' && how.value() === 'restore';
    elsewhere.hidden = where.value() !== 'destination';
    safety.element.hidden = !live;
  }

  const content = h('div', { onchange: adjust }, where.element, elsewhere, how.element, safety.element, field(t('action.message'), message, t('action.message.help')));
  adjust();
  return {
    element: step({
      heading: t('wizard.target'),
      content,
      problem,
      next: t('wizard.next'),
      back: () => go('snapshot'),
      submit: () => {
        state.where = where.value();
        state.dryRun = how.value() === 'dry';
        state.preBackup = safety.value();
        state.message = message.value.trim();
        state.destination = state.where === 'destination' ? { root: root.value, name: name.value.trim() } : null;
        if (state.destination && !/^[A-Za-z0-9][A-Za-z0-9._@+-]*$/.test(state.destination.name)) {
          replace(problem, alert('danger', t('wizard.target.name.wrong')));
          name.focus();
          return;
        }
        replace(problem);
        go('review');
      },
    }),
  };
}

/** The directory of a copy; nothing for the environment itself. */
export function destinationOf(state) {
  return state.destination ? `${state.destination.root}/${state.destination.name}` : undefined;
}
