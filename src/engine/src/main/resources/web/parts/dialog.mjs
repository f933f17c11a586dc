// A dialog that says what will happen, asks, and shows a refusal where the question was. The browser's own modal
// dialog keeps the focus inside and gives it back.

import { h, newId, replace } from '../lib/dom.mjs';
import { t } from '../lib/messages.mjs';
import { refusal } from './alert.mjs';

/**
 * Opens a dialog.
 *
 * @param title what is about to be done
 * @param consequences sentences: what will happen
 * @param fields nodes between the sentences and the buttons
 * @param action the word on the button
 * @param danger whether the button warns
 * @param submit does it; a rejection is shown and the dialog stays
 * @returns the dialog element
 */
export function dialog({ title, consequences = [], fields = [], action, danger = false, submit }) {
  const heading = newId('dialog');
  const problem = h('div', { class: 'pl-dialog__problem' });
  const button = action
    ? h('button', { type: 'submit', class: `jenkins-button jenkins-button--primary${danger ? ' jenkins-!-destructive-color pl-button--danger' : ''}` }, action)
    : null;
  const element = h(
    'dialog',
    { class: 'jenkins-dialog pl-dialog', 'aria-labelledby': heading },
    h('h2', { class: 'jenkins-dialog__title', id: heading }, title),
    h(
      'form',
      { method: 'dialog', class: 'jenkins-dialog__contents jenkins-dialog__contents--modal pl-form', novalidate: false, onsubmit: send },
      consequences.length === 0
        ? null
        : h('div', { class: 'pl-consequences' }, h('p', {}, t('dialog.will')), h('ul', {}, consequences.map((text) => h('li', {}, text)))),
      fields,
      problem,
      h(
        'div',
        { class: 'jenkins-dialog__buttons pl-dialog__buttons' },
        button,
        h('button', { type: 'button', class: 'jenkins-button', onclick: () => element.close() }, t(action ? 'dialog.cancel' : 'dialog.close')),
      ),
    ),
  );
  element.addEventListener('close', () => element.remove());

  async function send(event) {
    event.preventDefault();
    if (!submit) {
      element.close();
      return;
    }
    replace(problem);
    button.disabled = true;
    button.setAttribute('aria-busy', 'true');
    try {
      await submit();
      element.close();
    } catch (error) {
      replace(problem, refusal(error));
    } finally {
      button.disabled = false;
      button.removeAttribute('aria-busy');
    }
  }

  (document.getElementById('pressluft-app') ?? document.body).append(element);
  element.showModal();
  (element.querySelector('input:not([type=hidden]), select, textarea') ?? button)?.focus();
  return element;
}
