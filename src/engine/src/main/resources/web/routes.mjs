// The pages and their addresses. A page module exports `page(ctx)`: it reads what it shows and returns
// `{title, element, dispose?}`; `ctx` has `client`, `live`, `whoami`, `parameters`, `query`, `announce(text)`.

import { page as environment } from './pages/environment.mjs';
import { page as job } from './pages/job.mjs';
import { page as jobs } from './pages/jobs.mjs';
import { page as overview } from './pages/overview.mjs';
import { page as restore } from './pages/restore.mjs';

export const routes = [
  { path: '/', page: overview },
  { path: '/environments/:environment', page: environment },
  { path: '/jobs', page: jobs },
  { path: '/jobs/:job', page: job },
  { path: '/restore/:environment/:backup?', page: restore },
];

/** What stands above every page; `under` are the addresses that belong to it. */
export const navigation = [
  { to: '/', label: 'nav.environments', under: ['/environments', '/restore'] },
  { to: '/jobs', label: 'nav.jobs', under: ['/jobs/'] },
];

/** The names of the events of the house's stream. */
export const EVENT_TYPES = [
  'ready',
  'reset',
  'status',
  'stage',
  'progress',
  'warning',
  'failure',
  'backup',
  'rollback',
  'cancel_requested',
  'settling',
  'taken_up',
  'taken_over',
];
