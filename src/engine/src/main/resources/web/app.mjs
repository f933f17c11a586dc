// The dashboard's start: who asks, in which language, and which page. The host hands everything over in data
// attributes of one element, so that the same files work in the embedded server and in Jenkins.

import { Client, Refused, Unreachable } from './lib/client.mjs';
import { h, replace } from './lib/dom.mjs';
import { Live } from './lib/live.mjs';
import { choose, load, t } from './lib/messages.mjs';
import { find, link, parse } from './lib/router.mjs';
import { refusal } from './parts/alert.mjs';
import { tick } from './parts/time.mjs';
import { signIn } from './pages/login.mjs';
import { EVENT_TYPES, navigation, routes } from './routes.mjs';

const root = document.getElementById('pressluft-app');
const host = root.dataset.host ?? 'embedded';
const embedded = host === 'embedded';

const bar = h('div', { class: 'pl-bar' });
const connection = h('div', { class: 'pl-connection', role: 'status' });
const view = h('div', { class: 'pl-view' });
const announcer = h('div', { class: 'pl-hidden', 'aria-live': 'polite' });

const client = new Client({
  base: root.dataset.api,
  crumbHeader: root.dataset.crumbHeader,
  crumb: root.dataset.crumb,
  on401: () => showSignIn(),
});

const ctx = { client, root, host, whoami: null, live: null, announce };
let shown = null;
let turn = 0;
let signingIn = false;

function announce(text) {
  announcer.textContent = text;
}

function showConnection(state) {
  root.dataset.connection = state;
  if (state === 'lost') {
    replace(connection, h('div', { class: 'jenkins-alert jenkins-alert-danger pl-alert' }, h('strong', {}, t('connection.lost')), ' ', t('connection.lost.do')));
  } else if (state === 'polling') {
    replace(connection, h('p', { class: 'pl-quiet' }, t('connection.polling')));
  } else {
    replace(connection);
  }
}

function showBar() {
  const { path } = parse(location.hash);
  const name = ctx.whoami.name;
  replace(
    bar,
    h(
      'nav',
      { class: 'pl-nav', 'aria-label': t('nav.label') },
      navigation.map(({ to, label, under }) =>
        h('a', { href: link(to), 'aria-current': path === to || under.some((prefix) => path.startsWith(prefix)) ? 'page' : null }, t(label)),
      ),
    ),
    embedded
      ? h(
          'div',
          { class: 'pl-who' },
          name ? h('span', {}, name) : null,
          h('button', { type: 'button', class: 'jenkins-button jenkins-button--tertiary', onclick: signOut }, t('login.out')),
        )
      : null,
  );
}

async function signOut() {
  try {
    await client.post('/logout');
  } catch (error) {
    if (!(error instanceof Refused)) {
      replace(connection, refusal(error));
      return;
    }
  }
  leave();
  ctx.live?.stop();
  showSignIn();
}

function leave() {
  // A question to one page is none to the next: the browser's way back leaves its dialog, too.
  root.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
  shown?.dispose?.();
  shown = null;
}

/** In Jenkins the controller's own login is the only one. */
function showSignIn() {
  if (signingIn) {
    return;
  }
  signingIn = true;
  turn += 1;
  leave();
  ctx.live?.stop();
  replace(bar);
  replace(connection);
  if (!embedded) {
    replace(view, refusal(new Refused(401, { code: 'unauthorized', message: t('login.jenkins') })));
    return;
  }
  const page = signIn(ctx, () => {
    signingIn = false;
    begin();
  });
  document.title = page.title;
  replace(view, page.element);
  page.ready();
}

async function showPage(focus) {
  turn += 1;
  const mine = turn;
  const { route, parameters, query } = find(routes, location.hash);
  leave();
  showBar();
  const page = { ...ctx, parameters, query, refresh: () => showPage(false) };
  view.setAttribute('aria-busy', 'true');
  let made;
  try {
    made = route ? await route.page(page) : missing();
  } catch (error) {
    if (signingIn) {
      return;
    }
    made = failed(error, () => showPage(true));
  }
  if (mine !== turn) {
    made.dispose?.();
    return;
  }
  view.removeAttribute('aria-busy');
  shown = made;
  document.title = embedded ? t('title', { page: made.title }) : made.title;
  replace(view, made.element);
  if (focus) {
    const heading = view.querySelector('h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus();
    window.scrollTo(0, 0);
  }
}

function missing() {
  return {
    title: t('missing.title'),
    element: h('div', {}, h('h1', {}, t('missing.title')), h('p', {}, t('missing.text')), h('p', {}, h('a', { href: '#/' }, t('missing.back')))),
  };
}

/** What is shown instead of a page; `retry` does again what did not work. */
function failed(error, retry) {
  const again = error instanceof Unreachable || error?.status >= 500;
  return {
    title: t('failed.title'),
    element: h(
      'div',
      {},
      h('h1', {}, t('failed.title')),
      refusal(error),
      h(
        'p',
        {},
        again ? h('button', { type: 'button', class: 'jenkins-button', onclick: retry }, t('failed.again')) : h('a', { href: '#/' }, t('missing.back')),
      ),
    ),
  };
}

/** The skip link of the embedded page; Jenkins has its own. */
function skipLink() {
  const skip = h('button', { type: 'button', class: 'pl-skip' }, t('skip'));
  skip.addEventListener('click', () => {
    const heading = view.querySelector('h1') ?? view;
    heading.setAttribute('tabindex', '-1');
    heading.focus();
  });
  return skip;
}

async function begin() {
  try {
    ctx.whoami = await client.get('/whoami');
  } catch (error) {
    if (!signingIn) {
      replace(view, failed(error, begin).element);
    }
    return;
  }
  ctx.live = new Live({
    address: (cursor) => client.url('/events', { cursor }),
    types: EVENT_TYPES,
    probe: () => client.get('/whoami'),
    onState: showConnection,
  });
  await showPage(false);
  if (!signingIn) {
    ctx.live.start();
  }
}

async function main() {
  const wanted = [root.dataset.locale, ...navigator.languages];
  const language = choose(wanted.filter(Boolean));
  await load(root.dataset.assets, language);
  if (embedded) {
    document.documentElement.lang = language;
    document.body.prepend(skipLink());
  } else {
    root.lang = language;
  }
  replace(root, bar, connection, view, announcer);
  tick();
  window.addEventListener('hashchange', () => {
    if (ctx.whoami && !signingIn) {
      showPage(true);
    }
  });
  window.addEventListener('pagehide', () => ctx.live?.stop());
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) {
      ctx.live?.start();
    }
  });
  await begin();
}

main();
