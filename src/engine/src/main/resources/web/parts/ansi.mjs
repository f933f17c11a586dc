// Text with a terminal's colours as elements. Only colours and bold are taken; every other control is left out.

import { h } from '../lib/dom.mjs';

// eslint-disable-next-line no-control-regex
const SEQUENCE = /\u001b\[([0-9;]*)([A-Za-z])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[\u0000-\u0008\u000b-\u001f\u007f]/g;
const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** The pieces of a text. */
export function ansi(text) {
  const pieces = [];
  let style = { colour: null, bold: false };
  let last = 0;
  for (const found of text.matchAll(SEQUENCE)) {
    push(pieces, text.slice(last, found.index), style);
    last = found.index + found[0].length;
    if (found[2] === 'm') {
      style = changed(style, found[1]);
    }
  }
  push(pieces, text.slice(last), style);
  return pieces;
}

function push(pieces, text, { colour, bold }) {
  if (!text) {
    return;
  }
  const classes = [colour ? `pl-ansi-${colour}` : null, bold ? 'pl-ansi-bold' : null].filter(Boolean).join(' ');
  pieces.push(classes ? h('span', { class: classes }, text) : text);
}

function changed(style, codes) {
  let next = style;
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) {
      next = { colour: null, bold: false };
    } else if (code === 1) {
      next = { ...next, bold: true };
    } else if (code === 22) {
      next = { ...next, bold: false };
    } else if (code === 39) {
      next = { ...next, colour: null };
    } else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
      next = { ...next, colour: COLOURS[code % 10] };
    }
  }
  return next;
}
