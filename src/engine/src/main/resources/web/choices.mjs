// The wizard's list of backups in a form of another host, in place of a plain select: it is drawn from the select's own
// choices and writes into it what is chosen, so the form sends what it always sent. Where this file does not load, the
// select is what it was.
//
// The host marks the select with `data-pressluft-choices` (where this file lies) and `data-locale`; a choice that is a
// backup carries it in `data-backup` as JSON, in the endpoint's shape. Whenever the host has changed the choices, it
// sends the select the event `pressluft:choices`.

import { h, newId, replace } from './lib/dom.mjs';
import { choose, load } from './lib/messages.mjs';
import { snapshots } from './parts/snapshots.mjs';
import { tick } from './parts/time.mjs';

/** No form has this id, so none takes the list's inputs for its own. */
const NO_FORM = 'pressluft-no-form';

function enhance(select) {
  const place = h('div', { class: 'pl-part' });
  const frame = select.closest('.jenkins-select') ?? select;
  frame.after(place);
  let list = null;

  function show() {
    const backups = [...select.options].filter((one) => one.value !== '').map(backup);
    const replaced = backups.length > 0;
    frame.classList.toggle('pl-replaced', replaced);
    frame.setAttribute('aria-hidden', String(replaced));
    select.tabIndex = replaced ? -1 : 0;
    if (!replaced) {
      list = null;
      replace(place);
      return;
    }
    list = snapshots({
      backups,
      chosen: select.value,
      name: newId('choices'),
      form: NO_FORM,
      onChoose: (one) => {
        select.value = one.id;
        select.dispatchEvent(new Event('change', { bubbles: true }));
      },
    });
    replace(place, list.element);
  }

  // A select that has to be filled in asks for attention in the browser's own way; the list takes it.
  select.addEventListener('focus', () => list?.focus());
  select.addEventListener('pressluft:choices', show);
  show();
}

function backup(option) {
  const told = option.dataset.backup ? JSON.parse(option.dataset.backup) : { label: option.textContent };
  return { ...told, id: option.value };
}

const selects = [...document.querySelectorAll('select[data-pressluft-choices]')];
if (selects.length > 0) {
  await load(selects[0].dataset.pressluftChoices, choose([selects[0].dataset.locale, ...navigator.languages]));
  selects.forEach(enhance);
  tick();
}
