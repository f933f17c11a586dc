// The embedded server's sign-in. The token goes into a POST body and nowhere else; the server answers with a cookie
// that no script can read.

import { Refused } from '../lib/client.mjs';
import { h, replace } from '../lib/dom.mjs';
import { t } from '../lib/messages.mjs';
import { alert, refusal } from '../parts/alert.mjs';
import { field, input } from '../parts/form.mjs';

/** The sign-in; `onDone` is called once there is a session. */
export function signIn(ctx, onDone) {
  const name = input({ name: 'name', autocomplete: 'username', maxlength: '320' });
  const token = input({ type: 'password', name: 'token', autocomplete: 'current-password', required: true, maxlength: '4096' });
  const problem = h('div');
  const button = h('button', { type: 'submit', class: 'jenkins-button jenkins-button--primary' }, t('login.in'));

  async function send(event) {
    event.preventDefault();
    button.disabled = true;
    replace(problem);
    try {
      await ctx.client.post('/login', { email: name.value, password: token.value });
      token.value = '';
      onDone();
    } catch (error) {
      const wrong = error instanceof Refused && error.status === 401;
      replace(problem, wrong ? alert('danger', h('p', {}, t('login.wrong'))) : refusal(error));
      token.focus();
    } finally {
      button.disabled = false;
    }
  }

  return {
    title: t('title', { page: t('login.title') }),
    element: h(
      'div',
      { class: 'pl-login' },
      h('h1', {}, t('login.title')),
      h(
        'form',
        { class: 'pl-form pl-card jenkins-card', onsubmit: send },
        field(t('login.token'), token, t('login.token.help')),
        field(t('login.name'), name, t('login.name.help')),
        problem,
        button,
      ),
    ),
    ready: () => token.focus(),
  };
}
