// Times in words, with the exact time on hover and for machines. They grow older by themselves.

import { h } from '../lib/dom.mjs';
import { date, exact, moment, relative, span } from '../lib/format.mjs';

const TICK_MILLIS = 15000;

/** A time in words; nothing for none. */
export function time(at) {
  if (!at) {
    return null;
  }
  return h('time', { class: 'pl-time', datetime: at, title: exact(at), 'data-words': 'ago' }, relative(at));
}

/** The date and minute of a time, which does not change with the reader's clock. */
export function when(at) {
  return h('time', { class: 'pl-time', datetime: at, title: exact(at) }, moment(at));
}

/** The date until which something holds: "in two months" would read as if it began then. */
export function until(at) {
  return at ? h('time', { class: 'pl-time', datetime: at, title: exact(at) }, date(at)) : null;
}

/** How long something has been going on. */
export function since(at) {
  return h('time', { class: 'pl-time', datetime: at, title: exact(at), 'data-words': 'since' }, elapsed(at));
}

function elapsed(at) {
  return span(Math.max(1000, Math.round((Date.now() - new Date(at).getTime()) / 1000) * 1000));
}

/** Lets every shown time grow older. */
export function tick() {
  const renew = () => {
    for (const element of document.querySelectorAll('time[data-words]')) {
      const words = element.dataset.words === 'ago' ? relative(element.dateTime) : elapsed(element.dateTime);
      if (element.textContent !== words) {
        element.textContent = words;
      }
    }
  };
  setInterval(renew, TICK_MILLIS);
  document.addEventListener('visibilitychange', renew);
}
