// The log of a job: one line an event, coloured by what it is, searchable. It follows the end until somebody scrolls
// up to read.

import { h, newId } from '../lib/dom.mjs';
import { bytes, clock, exact, number } from '../lib/format.mjs';
import { t, word } from '../lib/messages.mjs';
import { link } from '../lib/router.mjs';
import { ansi } from './ansi.mjs';

const MOST_LINES = 5000;
const SLACK_PIXELS = 24;

/** An empty log with its search and its download. */
export function log({ download, name }) {
  const lines = [];
  const body = h('div', { class: 'pl-log__lines', role: 'log', 'aria-live': 'off', tabindex: '0', 'aria-label': t('job.log') });
  const search = h('input', {
    type: 'search',
    class: 'jenkins-input',
    id: newId('log-search'),
    placeholder: t('log.search'),
    'aria-label': t('log.search'),
    autocomplete: 'off',
    oninput: filter,
  });
  const found = h('span', { class: 'pl-quiet', 'aria-live': 'polite' });
  let wanted = '';

  function filter() {
    wanted = search.value.trim().toLowerCase();
    let hits = 0;
    for (const line of lines) {
      hits += apply(line) ? 1 : 0;
    }
    found.textContent = wanted ? t('log.found', { count: hits, shown: number(hits) }) : '';
  }

  function apply(line) {
    const hit = !wanted || line.text.includes(wanted);
    line.element.hidden = !hit;
    line.element.classList.toggle('pl-log__line--hit', Boolean(wanted) && hit);
    return hit;
  }

  function add(event) {
    const atEnd = body.scrollHeight - body.scrollTop - body.clientHeight < SLACK_PIXELS;
    const element = h(
      'div',
      { class: `pl-log__line pl-log__line--${kind(event)}` },
      h('time', { class: 'pl-log__at', datetime: event.at, title: exact(event.at) }, clock(event.at)),
      ' ',
      h('span', { class: 'pl-log__text' }, words(event)),
    );
    const line = { element, text: element.textContent.toLowerCase() };
    lines.push(line);
    body.append(element);
    apply(line);
    if (lines.length > MOST_LINES) {
      lines.shift().element.remove();
    }
    if (atEnd) {
      body.scrollTop = body.scrollHeight;
    }
  }

  return {
    element: h(
      'div',
      { class: 'pl-log' },
      h('div', { class: 'pl-tools__fields' }, search, h('a', { class: 'jenkins-button', href: download, download: name }, t('log.download')), found),
      body,
    ),
    add,
  };
}

function kind({ type, payload }) {
  if (type === 'failure' || (type === 'status' && payload.status === 'failed')) {
    return 'bad';
  }
  if (type === 'status' && payload.status === 'succeeded') {
    return 'good';
  }
  return { warning: 'warning', status: 'strong', stage: 'strong', rollback: 'warning', cancel_requested: 'warning', settling: 'warning', taken_over: 'warning' }[type] ?? 'plain';
}

function words({ type, payload }) {
  switch (type) {
    case 'status':
      return [
        t('log.status', { status: word('job', payload.status) }),
        payload.attempt > 1 ? ` (${t('job.attempts.of', { attempt: payload.attempt, max: payload.max_attempts })})` : null,
        payload.error_code ? ` ${payload.error_code}` : null,
        payload.message ? [': ', ansi(payload.message)] : null,
      ];
    case 'stage':
      return t('log.stage', { stage: word('stage', payload.stage) });
    case 'task':
      return ansi(payload.task ?? '');
    case 'failure':
      return [payload.task ? `${payload.task}: ` : null, payload.code ? `${payload.code} ` : null, ansi(payload.message ?? '')];
    case 'warning':
      return ansi(payload.message ?? '');
    case 'backup':
      return t('log.backup', { size: bytes(payload.size_bytes) });
    case 'rollback':
      return payload.job_id ? h('a', { href: link(`/jobs/${payload.job_id}`) }, t('log.rollback')) : t('log.rollback');
    case 'taken_over':
      return t('log.taken_over', { from: payload.from, to: payload.to });
    default:
      return [word('log', type), Object.keys(payload).length > 0 ? ` ${JSON.stringify(payload)}` : null];
  }
}
