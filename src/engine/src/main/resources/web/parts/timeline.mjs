// What happened to an environment, as a picture: a lane for each kind of work, a mark for each piece of it. The list
// beside it says the same to who does not see the picture, so the picture itself is skipped by screen readers.

import { svg } from '../lib/dom.mjs';
import { clock, day, exact, span } from '../lib/format.mjs';
import { t, word } from '../lib/messages.mjs';
import { link } from '../lib/router.mjs';
import { tone } from './status.mjs';

const TOP = 8;
const MARGIN = 16;

// On a narrow screen the lanes' names stand above them: the picture is as wide as the screen, and its words stay legible.
const WIDE = { width: 960, label: 150, lane: 34, drop: 0, ticks: 6 };
const NARROW = { width: 330, label: 0, lane: 46, drop: 9, ticks: 3 };
const SMALL = '(max-width: 40rem)';

/** The picture of the entries of a timeline, in the shape that fits the screen; nothing when there are none. */
export function timeline(entries) {
  if (entries.length === 0) {
    return null;
  }
  const small = window.matchMedia(SMALL);
  let picture = draw(entries, small.matches ? NARROW : WIDE);
  const turned = () => {
    if (!picture.isConnected) {
      small.removeEventListener('change', turned);
      return;
    }
    const other = draw(entries, small.matches ? NARROW : WIDE);
    picture.replaceWith(other);
    picture = other;
  };
  small.addEventListener('change', turned);
  return picture;
}

function draw(entries, shape) {
  const kinds = [...new Set(entries.map((entry) => entry.kind))].sort();
  const times = entries.map((entry) => new Date(entry.at).getTime());
  const from = Math.min(...times);
  const until = Math.max(...times, from + 60000);
  const height = TOP + kinds.length * shape.lane + 26;
  const x = (at) => shape.label + MARGIN + ((new Date(at).getTime() - from) / (until - from)) * (shape.width - shape.label - 2 * MARGIN);
  const middle = (lane) => TOP + lane * shape.lane + shape.lane / 2 + shape.drop;
  return svg(
    'svg',
    { class: 'pl-timeline', viewBox: `0 0 ${shape.width} ${height}`, 'aria-hidden': 'true', focusable: 'false' },
    kinds.map((kind, lane) => [
      svg('line', { class: 'pl-timeline__lane', x1: shape.label, x2: shape.width, y1: middle(lane), y2: middle(lane) }),
      svg('text', { class: 'pl-timeline__kind', x: '0', y: middle(lane) + (shape.drop ? -12 : 4) }, word('kind', kind)),
    ]),
    axis(from, until, x, height, shape.ticks),
    [...entries].reverse().map((entry) => dot(entry, x(entry.at), middle(kinds.indexOf(entry.kind)))),
  );
}

function axis(from, until, x, height, ticks) {
  const short = until - from < 2 * 86400000;
  const minutes = until - from >= ticks * 60000;
  let before = null;
  return Array.from({ length: ticks }, (unused, index) => {
    const at = from + ((until - from) * index) / (ticks - 1);
    const words = short ? clock(at).slice(0, minutes ? 5 : 8) : day(at);
    // Days that are close together would stand there twice.
    const said = words === before;
    before = words;
    return [
      svg('line', { class: 'pl-timeline__tick', x1: x(at), x2: x(at), y1: TOP, y2: height - 22 }),
      svg(
        'text',
        { class: 'pl-timeline__when', x: x(at), y: height - 6, 'text-anchor': index === 0 ? 'start' : index === ticks - 1 ? 'end' : 'middle' },
        said ? '' : words,
      ),
    ];
  });
}

function dot(entry, x, y) {
  const kind = tone(entry.status);
  const words = [word('kind', entry.kind), word('job', entry.status), exact(entry.at), span(entry.duration_ms)];
  const shape =
    kind === 'bad'
      ? svg('path', { d: `M${x} ${y - 8}L${x + 8} ${y + 6}L${x - 8} ${y + 6}Z` })
      : kind === 'off'
        ? svg('rect', { x: x - 5, y: y - 5, width: '10', height: '10' })
        : svg('circle', { cx: x, cy: y, r: '6.5' });
  const group = svg('g', { class: `pl-timeline__mark pl-timeline__mark--${kind}` }, svg('title', {}, words.filter(Boolean).join(' · ')), shape);
  return entry.job_id ? svg('a', { href: link(`/jobs/${entry.job_id}`), tabindex: '-1' }, group) : group;
}

/** A sentence that says what the picture shows. */
export function summary(entries) {
  const failed = entries.filter((entry) => tone(entry.status) === 'bad').length;
  return t('timeline.summary', { count: entries.length, failed });
}
