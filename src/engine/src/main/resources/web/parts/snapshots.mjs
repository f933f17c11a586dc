// Backups to choose one from, newest first: when, how old, what is in it, whether it was proven, and why it was made.
// The restore wizard and Jenkins' page of parameters show the same list. Radio buttons, so that the arrow keys do what
// they always do.

import { h, newId, replace } from '../lib/dom.mjs';
import { bytes, moment, number } from '../lib/format.mjs';
import { t, word } from '../lib/messages.mjs';
import { input } from './form.mjs';
import { time, when } from './time.mjs';

const FEW = 10;

/**
 * The list of some backups.
 *
 * @param backups as the endpoint hands them out, newest first; only what can be restored belongs in here. One that has
 *     only an id and a `label` is shown by that
 * @param chosen the id of the one that is chosen already, if any
 * @param name of the radio buttons
 * @param form an id that no form has keeps everything in the list out of the form around it
 * @param onChoose told the backup whenever another one is chosen
 * @returns its element, `value()`: the chosen backup or null, and `focus()`
 */
export function snapshots({ backups, chosen = null, name = 'backup', form = null, onChoose = () => {} }) {
  let current = backups.find((one) => one.id === chosen) ?? null;
  let all = backups.indexOf(current) >= FEW;
  const choices = backups.map(choice);
  const rows = h('div', { class: 'pl-snapshots__rows' });
  const found = h('span', { class: 'pl-quiet', 'aria-live': 'polite' });
  const more = h(
    'button',
    { type: 'button', class: 'jenkins-button', form, onclick: () => ((all = true), show()) },
    t('snapshots.all', { count: backups.length, shown: number(backups.length) }),
  );
  const search = input({
    type: 'search',
    form,
    placeholder: t('snapshots.search'),
    'aria-label': t('snapshots.search'),
    oninput: () => show(),
    // The field stands in a form, and looking for a backup does not send it.
    onkeydown: (event) => event.key === 'Enter' && event.preventDefault(),
  });

  function choice(backup) {
    const id = newId('snapshot');
    const proven = backup.verified_at && backup.completed_at && backup.verified_at > backup.completed_at;
    const radio = h('input', {
      type: 'radio',
      name,
      id,
      form,
      value: backup.id,
      checked: backup === current,
      onchange: () => {
        current = backup;
        onChoose(backup);
      },
    });
    const details = [
      backup.backup_scope ? word('scope', backup.backup_scope) : null,
      bytes(backup.size_bytes),
      backup.purpose && backup.purpose !== 'requested' ? word('purpose', backup.purpose) : null,
      backup.message,
    ].filter(Boolean);
    const element = h(
      'div',
      { class: 'pl-radio' },
      radio,
      h(
        'label',
        { for: id },
        h('span', { class: 'pl-line' }, backup.label ? h('strong', {}, backup.label) : [h('strong', {}, when(backup.created_at)), ' · ', time(backup.created_at)]),
        h('span', { class: 'pl-help' }, details.join(' · '), proven ? [' · ', t('snapshots.proven'), ' ', time(backup.verified_at)] : null),
      ),
    );
    return { radio, element, text: [...details, backup.label ?? moment(backup.created_at), backup.id].join(' ').toLowerCase() };
  }

  function show() {
    const wanted = search.value.trim().toLowerCase();
    const hits = choices.filter((one) => one.text.includes(wanted));
    // What is chosen stays to be seen, whatever is searched for: nobody restores what they do not see.
    const shown = wanted ? choices.filter((one) => hits.includes(one) || one.radio.checked) : all ? choices : choices.slice(0, FEW);
    replace(rows, shown.map((one) => one.element));
    more.hidden = Boolean(wanted) || shown.length === choices.length;
    found.textContent = wanted ? t('snapshots.found', { count: hits.length, shown: number(hits.length) }) : '';
  }

  show();
  return {
    element: h(
      'fieldset',
      { class: 'pl-field pl-radios pl-snapshots', form },
      h('legend', { class: 'jenkins-form-label' }, t('snapshots.which')),
      backups.length > FEW ? h('div', { class: 'pl-tools__fields' }, search, found) : null,
      rows,
      more,
    ),
    value: () => current,
    focus: () => (rows.querySelector('input:checked') ?? rows.querySelector('input'))?.focus(),
  };
}
