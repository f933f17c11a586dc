// A sentence that matters. Those that come while somebody works are announced.

import { h } from '../lib/dom.mjs';
import { Refused, Unreachable } from '../lib/client.mjs';
import { has, language, t, word } from '../lib/messages.mjs';
import { link } from '../lib/router.mjs';

/** An alert: `success`, `info`, `warning` or `danger`. */
export function alert(kind, ...content) {
  return h('div', { class: `jenkins-alert jenkins-alert-${kind} pl-alert`, role: kind === 'danger' ? 'alert' : 'status' }, content);
}

/** A sentence that was there before anybody looked: no announcement. */
export function note(kind, ...content) {
  return h('div', { class: `jenkins-alert jenkins-alert-${kind} pl-alert` }, content);
}

/** What needs a person, of a row of the overview. The server's own sentence stands where there is none of ours. */
export function attention({ code, sentence }, row) {
  const key = `attention.${code}`;
  const last = row?.last_job;
  return language !== 'en' && has(key) ? t(key, { job: word('jobType', last?.job_type), code: last?.error_code }) : sentence;
}

/** What to do about a code, when the messages know one. */
export function explanation(code) {
  const key = `explain.${code}`;
  return has(key) ? t(key) : null;
}

/**
 * Why something was not done or failed: a sentence with its code, and what to do. The server's own sentence names
 * what it is about, but knows only English: elsewhere the code's meaning comes first, and the server's words follow.
 */
export function why({ code, message }) {
  const said = (message ?? '').trim();
  const key = `reason.${code}`;
  const meaning = has(key) ? t(key) : null;
  const translated = language !== 'en' && meaning !== null;
  const what = explanation(code);
  return [
    h('p', {}, h('strong', {}, translated ? meaning : said || meaning || t('job.wasFailed')), ' ', code ? h('code', { class: 'pl-code' }, code) : null),
    translated && said ? h('p', {}, t('error.words'), ' ', h('q', { lang: 'en' }, said)) : null,
    what ? h('p', {}, what) : null,
  ];
}

/** A refused or failed request, told. */
export function refusal(error) {
  if (error instanceof Unreachable) {
    return alert('danger', h('p', {}, h('strong', {}, t('error.unreachable'))), h('p', {}, t('error.unreachable.do')));
  }
  if (!(error instanceof Refused)) {
    console.error(error);
    return alert('danger', h('p', {}, t('error.defect')));
  }
  const job = error.details.job_id;
  return alert(
    'danger',
    why(error),
    job ? h('p', {}, h('a', { href: link(`/jobs/${job}`) }, t('error.openJob'))) : null,
  );
}
