// A small chart over time: bars, because each stands for one run. Its figures are in a table below it, for who wants
// them or does not see the bars.

import { h, svg } from '../lib/dom.mjs';
import { day, exact } from '../lib/format.mjs';
import { t } from '../lib/messages.mjs';
import { time } from './time.mjs';

const WIDTH = 320;
const HEIGHT = 120;
const LEFT = 4;
const BASE = 98;
const TOP = 22;
const MOST = 40;

/**
 * A chart.
 *
 * @param title what is shown
 * @param points `{at, value, bad?}`, oldest first
 * @param format a value in words
 */
export function chart({ title, points, format }) {
  const shown = points.slice(-MOST);
  const caption = h('figcaption', { class: 'pl-chart__title' }, title);
  if (shown.length < 2) {
    return h('figure', { class: 'pl-chart pl-card jenkins-card' }, caption, h('p', { class: 'pl-empty' }, t('chart.tooFew')));
  }
  const largest = Math.max(...shown.map((point) => point.value));
  const most = Math.max(largest, 1);
  const step = (WIDTH - 2 * LEFT) / Math.max(shown.length, 8);
  const values = shown.map((point) => point.value);
  const middle = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  return h(
    'figure',
    { class: 'pl-chart pl-card jenkins-card' },
    caption,
    h('p', { class: 'pl-chart__now' }, h('strong', {}, format(values.at(-1))), ' ', h('span', { class: 'pl-quiet' }, t('chart.median', { value: format(middle) }))),
    svg(
      'svg',
      { class: 'pl-chart__picture', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true', focusable: 'false' },
      svg('line', { class: 'pl-chart__base', x1: LEFT, x2: WIDTH - LEFT, y1: BASE, y2: BASE }),
      svg('line', { class: 'pl-chart__grid', x1: LEFT, x2: WIDTH - LEFT, y1: TOP, y2: TOP }),
      largest > 0 ? svg('text', { class: 'pl-chart__label', x: LEFT, y: TOP - 6 }, format(largest)) : null,
      shown.map((point, index) => {
        const high = Math.max(1.5, (point.value / most) * (BASE - TOP));
        return svg(
          'rect',
          {
            class: point.bad ? 'pl-chart__bar pl-chart__bar--bad' : 'pl-chart__bar',
            x: LEFT + index * step + step * 0.15,
            y: BASE - high,
            width: step * 0.7,
            height: high,
            rx: '1.5',
          },
          svg('title', {}, `${exact(point.at)}: ${format(point.value)}`),
        );
      }),
      svg('text', { class: 'pl-chart__label', x: LEFT, y: HEIGHT - 6 }, day(shown[0].at)),
      svg('text', { class: 'pl-chart__label', x: LEFT + shown.length * step, y: HEIGHT - 6, 'text-anchor': 'end' }, day(shown.at(-1).at)),
    ),
    figuresOf(title, shown, format),
  );
}

function figuresOf(title, points, format) {
  return h(
    'details',
    { class: 'pl-chart__figures' },
    h('summary', {}, t('chart.figures')),
    h(
      'table',
      { class: 'pl-plain' },
      h('caption', { class: 'pl-hidden' }, title),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('chart.when')), h('th', { scope: 'col' }, t('chart.value')))),
      h(
        'tbody',
        {},
        [...points].reverse().map((point) => h('tr', {}, h('td', {}, time(point.at)), h('td', {}, format(point.value)))),
      ),
    ),
  );
}
