// What came out of a job, as an outline. Names that the messages know are told in words; another one is the contract's.

import { h } from '../lib/dom.mjs';
import { bytes, number, span } from '../lib/format.mjs';
import { t, word } from '../lib/messages.mjs';
import { time, when } from './time.mjs';

const FOR_PROGRAMS = new Set(['manifest', 'signature']);
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** An object as nested lists of names and values. */
export function outline(value) {
  const fields = Object.entries(value).filter(([name, one]) => one !== null && !FOR_PROGRAMS.has(name) && !empty(one));
  return h(
    'dl',
    { class: 'pl-outline' },
    fields.map(([name, one]) => [h('dt', {}, word('result', name)), h('dd', {}, shown(name, one))]),
  );
}

function empty(value) {
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function shown(name, value) {
  if (Array.isArray(value)) {
    return h('ul', {}, value.map((one) => h('li', {}, typeof one === 'object' && one !== null ? outline(one) : shown(name, one))));
  }
  if (typeof value === 'object') {
    return outline(value);
  }
  if (typeof value === 'number') {
    return name.endsWith('_ms') ? span(value) : /(^|_)(bytes|size)$|size_bytes$/.test(name) ? bytes(value) : number(value);
  }
  if (typeof value === 'boolean') {
    return t(value ? 'yes' : 'no');
  }
  if (name === 'outcome') {
    return word('outcome', value);
  }
  return TIME.test(value) ? (name.endsWith('_until') ? when(value) : time(value)) : h('span', { class: 'pl-break' }, String(value));
}
