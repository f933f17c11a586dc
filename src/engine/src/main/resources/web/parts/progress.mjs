// How far a job is: a bar, its figures, and what is left. Screen readers hear a sentence now and then, not each
// figure.

import { h, replace } from '../lib/dom.mjs';
import { bytes, number, span } from '../lib/format.mjs';
import { t, word } from '../lib/messages.mjs';

const ANNOUNCE_MILLIS = 10000;

function figure(unit, value) {
  return unit === 'bytes' ? bytes(value) : number(value);
}

/** The figures of a progress in words: "12 MiB of 40 MiB, 3 s left". */
export function figures({ done, total, unit, rate }) {
  if (done === null || done === undefined) {
    return '';
  }
  const counted = unit && unit !== 'bytes' ? ` ${word('unit', unit)}` : '';
  const some = total
    ? t('progress.of', { done: figure(unit, done), total: figure(unit, total) }) + counted
    : figure(unit, done) + counted;
  const left = total && rate > 0 && total > done ? t('progress.left', { span: span(((total - done) / rate) * 1000) }) : '';
  return left ? `${some}, ${left}` : some;
}

/** A progress bar that can be told how far it is. */
export function progress({ label }) {
  const bar = h('progress', { class: 'pl-progress__bar', max: 1, 'aria-label': label });
  const words = h('span', { class: 'pl-progress__words' });
  const spoken = h('span', { class: 'pl-hidden', 'aria-live': 'polite' });
  const element = h('div', { class: 'pl-progress' }, bar, words, spoken);
  let said = 0;
  let stageSaid = null;
  return {
    element,
    show(state) {
      if (state.total > 0) {
        bar.value = Math.min(1, state.done / state.total);
      } else {
        bar.removeAttribute('value');
      }
      const stage = state.stage ? word('stage', state.stage) : '';
      const detail = figures(state);
      replace(words, stage ? h('strong', {}, stage) : null, stage && detail ? ' · ' : null, detail);
      const now = Date.now();
      if (state.stage !== stageSaid || now - said > ANNOUNCE_MILLIS) {
        said = now;
        stageSaid = state.stage;
        spoken.textContent = [stage, detail].filter(Boolean).join(', ');
      }
    },
  };
}

/** A small bar for a row of a table; nobody is told of its changes. */
export function glance(state, label) {
  const known = state.total > 0;
  return h(
    'div',
    { class: 'pl-progress pl-progress--small' },
    h('progress', {
      class: 'pl-progress__bar',
      'aria-label': label,
      max: 1,
      ...(known ? { value: Math.min(1, state.done / state.total) } : {}),
    }),
  );
}
