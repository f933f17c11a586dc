// Labelled form fields with Jenkins' class names.

import { h, newId } from '../lib/dom.mjs';

/** A control below its label, with a sentence of help. */
export function field(label, control, help) {
  const id = control.id || newId('field');
  control.id = id;
  const helpId = `${id}-help`;
  if (help) {
    control.setAttribute('aria-describedby', helpId);
  }
  return h(
    'div',
    { class: 'jenkins-form-item pl-field' },
    h('label', { class: 'jenkins-form-label', for: id }, label),
    control,
    help ? h('div', { class: 'pl-help', id: helpId }, help) : null,
  );
}

/** A field for a phrase that is to be typed exactly; the phrase stands above it, to be read and copied as it is. */
export function phraseField(label, phrase, control, help) {
  const element = field(label, control, help);
  const shown = h('code', { class: 'pl-phrase', id: newId('phrase') }, phrase);
  control.setAttribute('aria-describedby', [shown.id, control.getAttribute('aria-describedby')].filter(Boolean).join(' '));
  control.before(shown);
  return element;
}

/** One line of text. */
export function input(attributes) {
  return h('input', { type: 'text', class: 'jenkins-input', autocomplete: 'off', ...attributes });
}

/** A choice of `[value, label]` pairs. */
export function select(choices, value, attributes = {}) {
  const control = h(
    'select',
    { class: 'jenkins-select__input', ...attributes },
    choices.map(([key, label]) => h('option', { value: key, selected: key === value }, label)),
  );
  return control;
}

/** One of few, all to be seen: `[value, label, help?]`. */
export function radios(legend, name, choices, value) {
  const inputs = choices.map(([key]) => h('input', { type: 'radio', name, value: key, id: newId('radio'), checked: key === value }));
  const element = h(
    'fieldset',
    { class: 'pl-field pl-radios' },
    h('legend', { class: 'jenkins-form-label' }, legend),
    choices.map(([, label, help], index) =>
      h(
        'div',
        { class: 'pl-radio' },
        inputs[index],
        h('label', { for: inputs[index].id }, label, help ? h('span', { class: 'pl-help' }, help) : null),
      ),
    ),
  );
  return { element, value: () => inputs.find((one) => one.checked)?.value };
}

/** A labelled tick. */
export function checkbox(label, attributes = {}) {
  const id = newId('check');
  const box = h('input', { type: 'checkbox', id, ...attributes });
  return { element: h('div', { class: 'pl-check' }, box, h('label', { for: id }, label)), checked: () => box.checked, input: box };
}
