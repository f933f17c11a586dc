// Elements from plain calls. There is no way in here to hand over markup, so nothing that a node, a log or
// a person wrote can become an element.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name in element && typeof value !== 'string' && !(element instanceof SVGElement)) {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...flat(children));
  return element;
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** An HTML element: attributes, `on<event>` listeners, then children (nodes, texts, arrays, nothing). */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Puts these children in place of what an element has. */
export function replace(element, ...children) {
  element.replaceChildren(...flat(children));
  return element;
}

/** Shows a node in an element only when it differs from what is there, so that focus and selection stay. */
export function settle(element, key, make) {
  if (element.dataset.key !== key) {
    element.dataset.key = key;
    replace(element, make());
  }
  return element;
}

let number = 0;

/** An id that no other element has, for labels. */
export function newId(prefix) {
  number += 1;
  return `pl-${prefix}-${number}`;
}
