// Forwards and back through a list that the server hands out page by page.

import { h } from '../lib/dom.mjs';
import { number } from '../lib/format.mjs';
import { t } from '../lib/messages.mjs';

/** Buttons for the pages, and a sentence that says where one is. */
export function pager({ label, onMove }) {
  const where = h('span', { class: 'pl-pager__where', 'aria-live': 'polite' });
  const back = h('button', { type: 'button', class: 'jenkins-button', onclick: () => onMove(-1) }, t('pager.back'));
  const on = h('button', { type: 'button', class: 'jenkins-button', onclick: () => onMove(1) }, t('pager.on'));
  const element = h('nav', { class: 'pl-pager', 'aria-label': label }, where, h('span', { class: 'pl-pager__buttons' }, back, on));
  return {
    element,
    show({ first, count, total, more }) {
      const words =
        count === 0
          ? ''
          : total === undefined
            ? t('pager.range', { first: number(first + 1), last: number(first + count) })
            : t('pager.of', { first: number(first + 1), last: number(first + count), total: number(total) });
      if (where.textContent !== words) {
        where.textContent = words;
      }
      back.disabled = first === 0;
      on.disabled = !more;
      element.hidden = first === 0 && !more && count === 0;
    },
  };
}
