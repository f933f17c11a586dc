// The way on and the way back below each step.

import { h } from '../../lib/dom.mjs';
import { t } from '../../lib/messages.mjs';

/** A form whose submit goes on; `back` may be left out on the first step. */
export function step({ heading, content, problem, next, danger = false, back, submit }) {
  const button = next
    ? h('button', { type: 'submit', class: `jenkins-button jenkins-button--primary${danger ? ' jenkins-!-destructive-color pl-button--danger' : ''}`, 'data-action': 'next' }, next)
    : null;
  const element = h(
    'form',
    {
      class: 'pl-form',
      novalidate: true,
      onsubmit: async (event) => {
        event.preventDefault();
        if (!button || button.disabled) {
          return;
        }
        button.disabled = true;
        button.setAttribute('aria-busy', 'true');
        try {
          await submit();
        } finally {
          button.disabled = false;
          button.removeAttribute('aria-busy');
        }
      },
    },
    h('h2', {}, heading),
    content,
    problem,
    h(
      'div',
      { class: 'pl-wizard__buttons' },
      button,
      back ? h('button', { type: 'button', class: 'jenkins-button', 'data-action': 'back', onclick: back }, t('wizard.back')) : null,
    ),
  );
  return element;
}
