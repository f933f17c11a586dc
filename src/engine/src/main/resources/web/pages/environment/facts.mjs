// How an environment is, in a few words.

import { h } from '../../lib/dom.mjs';
import { t, word } from '../../lib/messages.mjs';
import { bytes } from '../../lib/format.mjs';
import { status } from '../../parts/status.mjs';
import { time, when } from '../../parts/time.mjs';

export function facts({ environment, row }) {
  const release = row?.current_release;
  const newest = row?.newest_backup;
  const proven = row?.newest_proven_backup;
  return h(
    'dl',
    { class: 'pl-facts' },
    fact(t('environment.state'), status('status', environment.status)),
    fact(
      t('environment.kind'),
      word('kindOf', environment.kind),
      ' · ',
      word('type', environment.environment_type),
      environment.protected ? ` · ${t('environment.protected')}` : null,
    ),
    environment.preview_url
      ? fact(t('environment.address'), h('a', { href: environment.preview_url, rel: 'noreferrer', target: '_blank' }, environment.preview_url))
      : null,
    fact(t('environment.release'), release ? [release.path.replace(/^releases\//, ''), ' ', status('health', release.health_status)] : t('none')),
    fact(t('environment.newest'), newest ? [time(newest.created_at), newest.size_bytes ? ` · ${bytes(newest.size_bytes)}` : null] : t('none')),
    fact(
      t('environment.proven'),
      proven ? [time(proven.proven_at), proven.proven_by ? ` · ${word('provenBy', proven.proven_by)}` : null] : t('overview.neverProven'),
    ),
    environment.undo ? fact(t('environment.undo'), t('environment.undo.until'), ' ', when(environment.undo.until)) : null,
  );
}

function fact(label, ...value) {
  return h('div', { class: 'pl-fact' }, h('dt', {}, label), h('dd', {}, value));
}
