// What was: the timeline, and the charts that come from it.

import { h } from '../../lib/dom.mjs';
import { bytes, span } from '../../lib/format.mjs';
import { t, word } from '../../lib/messages.mjs';
import { link } from '../../lib/router.mjs';
import { chart } from '../../parts/chart.mjs';
import { status, tone } from '../../parts/status.mjs';
import { summary, timeline } from '../../parts/timeline.mjs';
import { time } from '../../parts/time.mjs';

const LISTED = 8;

/** The picture and the newest entries; `more`: whether the server knows older ones, `of`: whose they are. */
export function past(entries, { more, of }) {
  if (entries.length === 0) {
    return h('p', { class: 'pl-empty' }, t('timeline.empty'));
  }
  const newest = entries.slice(0, LISTED);
  const older = entries.slice(LISTED);
  return [
    h(
      'figure',
      { class: 'pl-card jenkins-card pl-picture' },
      h('figcaption', { class: 'pl-hidden' }, summary(entries)),
      timeline(entries),
      more ? h('p', { class: 'pl-quiet' }, t('timeline.newest', { count: entries.length }), ' ', h('a', { href: link('/jobs', { environment_id: of }) }, t('timeline.allJobs'))) : null,
    ),
    h('ol', { class: 'pl-past' }, newest.map(entry)),
    older.length === 0
      ? null
      : h('details', { class: 'pl-more' }, h('summary', {}, t('timeline.older', { count: older.length })), h('ol', { class: 'pl-past' }, older.map(entry))),
  ];
}

function entry(one) {
  const details = [
    one.duration_ms ? t('timeline.took', { span: span(one.duration_ms) }) : null,
    one.size_bytes ? bytes(one.size_bytes) : null,
    downtime(one.downtime_ms),
    one.by ? t('timeline.by', { name: one.by }) : null,
    one.message,
  ].filter(Boolean);
  const title = heading(one);
  return h(
    'li',
    {},
    h('span', { class: 'pl-past__when' }, time(one.at)),
    h('span', { class: 'pl-past__what' }, one.job_id ? h('a', { href: link(`/jobs/${one.job_id}`) }, title) : title),
    h('span', {}, status('job', one.status)),
    h('span', { class: 'pl-quiet' }, details.join(' · ')),
  );
}

function downtime(milliseconds) {
  if (milliseconds === null || milliseconds === undefined) {
    return null;
  }
  return milliseconds === 0 ? t('timeline.noDowntime') : t('timeline.downtime', { span: span(milliseconds) });
}

/** What it was, in the reader's language; the server's own title is for programs. */
function heading(one) {
  if (one.undo) {
    return t('timeline.undo');
  }
  const name = one.dry_run ? t('timeline.dryRun') : word('kind', one.kind);
  return one.scope ? `${name} (${word('scope', one.scope)})` : name;
}

/** Charts of the successful runs; a failed one says nothing about size or time. */
export function trends(entries) {
  const oldestFirst = [...entries].reverse().filter((one) => tone(one.status) === 'good' && !one.dry_run);
  const of = (kinds, field) =>
    oldestFirst
      .filter((one) => kinds.includes(one.kind) && one[field] !== null && one[field] !== undefined)
      .map((one) => ({ at: one.at, value: one[field] }));
  return h(
    'div',
    { class: 'pl-charts' },
    chart({ title: t('trends.size'), points: of(['backup'], 'size_bytes'), format: bytes }),
    chart({ title: t('trends.backup'), points: of(['backup'], 'duration_ms'), format: span }),
    chart({ title: t('trends.restore'), points: of(['restore'], 'duration_ms'), format: span }),
    chart({ title: t('trends.downtime'), points: of(['restore', 'deploy', 'update', 'rollback'], 'downtime_ms'), format: span }),
  );
}
