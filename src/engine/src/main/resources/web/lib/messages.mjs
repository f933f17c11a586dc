// Every sentence a person sees comes from messages/<language>.json; both files have the same keys.

const LANGUAGES = ['en', 'de'];

let texts = {};
let plurals = new Intl.PluralRules('en');

/** The language in use, a BCP 47 tag. */
export let language = 'en';

/** The first of the wanted languages that there are messages for; English when there is none. */
export function choose(wanted) {
  for (const tag of wanted) {
    const base = String(tag ?? '').toLowerCase().split(/[-_]/)[0];
    if (LANGUAGES.includes(base)) {
      return base;
    }
  }
  return 'en';
}

/** Loads the messages of a language. */
export async function load(assets, chosen) {
  const answer = await fetch(`${assets}/messages/${chosen}.json`, { credentials: 'same-origin' });
  if (!answer.ok) {
    throw new Error(`messages/${chosen}.json: ${answer.status}`);
  }
  texts = await answer.json();
  language = chosen;
  plurals = new Intl.PluralRules(chosen);
}

/** Whether there is such a message. */
export function has(key) {
  return key in texts;
}

/**
 * A message with its {placeholders} filled in. A message with plural forms takes the one for `count`, which is
 * shown as `{count}` and may be given formatted as `{shown}`.
 */
export function t(key, values = {}) {
  let text = texts[key];
  if (text === undefined) {
    console.error(`there is no message "${key}"`);
    return key;
  }
  if (typeof text === 'object') {
    text = text[plurals.select(values.count)] ?? text.other;
  }
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The message of a value of an enumeration; the value itself, made readable, when there is none. */
export function word(prefix, value) {
  const key = `${prefix}.${value}`;
  return has(key) ? t(key) : String(value ?? '').replaceAll('_', ' ');
}
