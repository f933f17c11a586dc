// States: always a word, with a mark whose shape and colour agree with it.

import { h, svg } from '../lib/dom.mjs';
import { word } from '../lib/messages.mjs';

const TONES = {
  active: 'good',
  healthy: 'good',
  succeeded: 'good',
  completed: 'good',
  undone: 'good',
  failed: 'bad',
  unhealthy: 'bad',
  rolled_back: 'bad',
  running: 'busy',
  restoring: 'busy',
  deploying: 'busy',
  cloning: 'busy',
  queued: 'wait',
  pending: 'wait',
  cancelled: 'off',
  expired: 'off',
  unknown: 'off',
  attention: 'look',
};

const SHAPES = {
  good: 'M3.5 8.5l3 3 6-7',
  bad: 'M4 4l8 8M12 4l-8 8',
  busy: 'M8 2.5a5.5 5.5 0 1 1-5.5 5.5',
  wait: 'M8 4v4l2.5 2',
  off: 'M4 8h8',
  look: 'M8 2.5l6 11H2zM8 7v2.5M8 11.7v.1',
};

/** The tone of a state: good, bad, busy, wait, off; look is for what is no state but needs a person. */
export function tone(state) {
  return TONES[state] ?? 'off';
}

/** The mark alone, for where a word stands beside it. */
export function mark(state) {
  const kind = tone(state);
  return svg(
    'svg',
    { class: `pl-mark pl-mark--${kind}`, viewBox: '0 0 16 16', width: '16', height: '16', 'aria-hidden': 'true' },
    kind === 'wait' ? svg('circle', { cx: '8', cy: '8', r: '6' }) : null,
    svg('path', { d: SHAPES[kind] }),
  );
}

/** A state in a word; `prefix` says whose: `status`, `health`, `job`. */
export function status(prefix, state) {
  return h('span', { class: `pl-state pl-state--${tone(state)}`, 'data-state': state }, mark(state), word(prefix, state));
}
