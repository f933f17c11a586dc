// A sentence that matters. Those that come while somebody works are announced.

import { h } from '../lib/dom.mjs';
import { Refused, Unreachable } from '../lib/client.mjs';
import { has, language, t } from '../lib/messages.mjs';
import { link } from '../lib/router.mjs';

/** An alert: `success`, `info`, `warning` or `danger`. */
export function alert(kind, ...content) {
  return h('div', { class: `jenkins-alert jenkins-alert-${kind} pl-alert`, role: kind === 'danger' ? 'alert' : 'status' }, content);
}

/** A sentence that was there before anybody looked: no announcement. */
export function note(kind, ...content) {
  return h('div', { class: `jenkins-alert jenkins-alert-${kind} pl-alert` }, content);
}

/** What needs a person. The server's own sentence knows more, but only English. */
export function attention({ code, sentence }) {
  const key = `attention.${code}`;
  return language !== 'en' && has(key) ? t(key) : sentence;
}

/** What to do about a code, when the messages know one. */
export function explanation(code) {
  const key = `explain.${code}`;
  return has(key) ? t(key) : null;
}

/** Why something was not done: the server's sentence, what to do, and the code for who asks further. */
export function refusal(error) {
  if (error instanceof Unreachable) {
    return alert('danger', h('p', {}, h('strong', {}, t('error.unreachable'))), h('p', {}, t('error.unreachable.do')));
  }
  if (!(error instanceof Refused)) {
    console.error(error);
    return alert('danger', h('p', {}, t('error.defect')));
  }
  const what = explanation(error.code);
  const job = error.details.job_id;
  return alert(
    'danger',
    h('p', {}, h('strong', {}, error.message), ' ', h('code', { class: 'pl-code' }, error.code)),
    what ? h('p', {}, what) : null,
    job ? h('p', {}, h('a', { href: link(`/jobs/${job}`) }, t('error.openJob'))) : null,
  );
}
