// A table whose rows are kept while they stay the same, so that a refresh moves neither focus nor eyes. On a narrow
// screen each row becomes a card; the roles are said again, since browsers drop them with the display.

import { h, replace } from '../lib/dom.mjs';
import { t } from '../lib/messages.mjs';

/**
 * @param caption what the table is of, for who does not see it
 * @param columns `{key, label, cell(row), sort?, hidden?, class?}`; the first one names the row
 * @param rowKey the id of a row
 * @param onSort told `{sort, order}`
 */
export function table({ caption, columns, rowKey, onSort, empty }) {
  const kept = new Map();
  const heads = new Map();
  const body = h('tbody', { role: 'rowgroup' });
  const nothing = h('p', { class: 'pl-empty', hidden: true }, empty ?? t('table.empty'));
  const head = h(
    'tr',
    { role: 'row' },
    columns.map((column) => {
      const label = column.hidden ? h('span', { class: 'pl-hidden' }, column.label) : column.label;
      const cell = h('th', { scope: 'col', role: 'columnheader', class: column.class }, column.sort && onSort ? sorter(column) : label);
      heads.set(column.key, cell);
      return cell;
    }),
  );
  const grid = h(
    'table',
    { class: 'jenkins-table pl-table', role: 'table' },
    h('caption', { class: 'pl-hidden' }, caption),
    h('thead', { role: 'rowgroup' }, head),
    body,
  );
  let current = {};

  function sorter(column) {
    return h(
      'button',
      {
        type: 'button',
        class: 'pl-sort',
        onclick: () => {
          const same = current.sort === column.sort;
          onSort({ sort: column.sort, order: same && current.order !== 'desc' ? 'desc' : 'asc' });
        },
      },
      column.label,
    );
  }

  function make(row) {
    const key = rowKey(row);
    const text = JSON.stringify(row);
    const old = kept.get(key);
    if (old && old.text === text) {
      return old.element;
    }
    const cells = columns.map((column, index) =>
      h(
        index === 0 ? 'th' : 'td',
        {
          role: index === 0 ? 'rowheader' : 'cell',
          scope: index === 0 ? 'row' : null,
          class: column.class,
          'data-label': column.hidden ? null : column.label,
        },
        column.cell(row),
      ),
    );
    if (old) {
      exchange(old, cells);
      old.text = text;
      return old.element;
    }
    const element = h('tr', { role: 'row', 'data-key': key }, cells);
    kept.set(key, { text, element });
    return element;
  }

  /** New cells in an old row; whoever had the focus in it has it again. */
  function exchange(old, cells) {
    const focused = old.element.contains(document.activeElement) ? document.activeElement : null;
    const cell = focused?.closest('td, th');
    const column = cell ? [...old.element.children].indexOf(cell) : -1;
    const order = cell ? focusable(cell).indexOf(focused) : -1;
    replace(old.element, cells);
    if (column >= 0) {
      focusable(cells[column])[Math.max(0, order)]?.focus();
    }
  }

  return {
    element: h('div', { class: 'pl-table-frame' }, grid, nothing),
    show(rows, sorted = {}) {
      current = sorted;
      for (const column of columns) {
        if (column.sort) {
          const mine = sorted.sort === column.sort;
          heads.get(column.key).setAttribute('aria-sort', mine ? (sorted.order === 'desc' ? 'descending' : 'ascending') : 'none');
        }
      }
      const elements = rows.map(make);
      const keys = new Set(rows.map(rowKey));
      for (const key of [...kept.keys()]) {
        if (!keys.has(key)) {
          kept.delete(key);
        }
      }
      arrange(body, elements);
      nothing.hidden = rows.length > 0;
      grid.hidden = rows.length === 0;
    },
    row(key) {
      return kept.get(key)?.element;
    },
  };
}

function focusable(element) {
  return [...element.querySelectorAll('a[href], button, input, select, textarea, summary')];
}

/** Puts the rows in order, touching only those that are not where they belong. */
function arrange(body, elements) {
  const wanted = new Set(elements);
  for (const child of [...body.children]) {
    if (!wanted.has(child)) {
      child.remove();
    }
  }
  elements.forEach((element, index) => {
    if (body.children[index] !== element) {
      body.insertBefore(element, body.children[index] ?? null);
    }
  });
}
