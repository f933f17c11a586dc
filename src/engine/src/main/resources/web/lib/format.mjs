// Numbers, sizes, spans and times in the reader's language.

import { language, t } from './messages.mjs';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** 12345 as 12,345. */
export function number(value) {
  return new Intl.NumberFormat(language).format(value);
}

/** A size in bytes with a binary unit. */
export function bytes(value) {
  if (value === null || value === undefined) {
    return '';
  }
  let size = value;
  let unit = 0;
  // From a thousand on, and what would be rounded to it, the next unit: "1,003 MiB" and "1.003 MiB" are the same in two languages, and neither is quick to read.
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || size >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(size)}\u00a0${UNITS[unit]}`;
}

/** A length of time that somebody set, in one whole unit and in words: "7 days". */
export function words(seconds) {
  const [unit, size] = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]].find(([, one]) => seconds >= 2 * one) ?? ['second', 1];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.floor(seconds / size));
}

/** A span of milliseconds with at most two units. */
export function span(milliseconds) {
  if (milliseconds === null || milliseconds === undefined) {
    return '';
  }
  const seconds = Math.max(0, milliseconds / 1000);
  if (seconds > 0 && seconds < 1) {
    return t('span.ms', { n: number(Math.round(milliseconds)) });
  }
  if (seconds < 60) {
    const few = new Intl.NumberFormat(language, { maximumFractionDigits: seconds < 10 ? 1 : 0 });
    return t('span.s', { n: few.format(seconds) });
  }
  const whole = Math.round(seconds);
  if (whole < 3600) {
    return pair('span.min', Math.floor(whole / 60), 'span.s', whole % 60);
  }
  if (whole < 86400) {
    return pair('span.h', Math.floor(whole / 3600), 'span.min', Math.floor((whole % 3600) / 60));
  }
  return pair('span.d', Math.floor(whole / 86400), 'span.h', Math.floor((whole % 86400) / 3600));
}

function pair(large, count, small, rest) {
  const first = t(large, { n: number(count) });
  return rest === 0 ? first : `${first} ${t(small, { n: number(rest) })}`;
}

// From how many seconds on a unit is used, and how long it is: "9 days ago" says more than "last week".
const STEPS = [
  ['year', 2 * 31557600, 31557600],
  ['month', 2 * 2629800, 2629800],
  ['week', 3 * 604800, 604800],
  ['day', 86400, 86400],
  ['hour', 3600, 3600],
  ['minute', 60, 60],
];

/** "3 hours ago", "in 2 days". */
export function relative(at, now = Date.now()) {
  const seconds = (new Date(at).getTime() - now) / 1000;
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, from, size] of STEPS) {
    if (Math.abs(seconds) >= from) {
      return words.format(Math.trunc(seconds / size), unit);
    }
  }
  return Math.abs(seconds) < 10 ? t('time.now') : words.format(Math.trunc(seconds), 'second');
}

/** The exact time, in the reader's zone and with its name. */
export function exact(at) {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(at));
}

/** The minute of a time with its date, for what has to be told apart at a glance. */
export function moment(at) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}

/** The date of a time with its year. */
export function date(at) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(at));
}

/** The day of a time, for axes. */
export function day(at) {
  return new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric' }).format(new Date(at));
}

/** The time of the day, for logs. */
export function clock(at) {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(
    new Date(at),
  );
}
