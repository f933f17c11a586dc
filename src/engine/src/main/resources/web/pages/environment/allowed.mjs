// What the caller may do to an environment. Only what is allowed is shown; the server checks again, whatever is shown.

import { routes } from '../../routes.mjs';

/** Whether the caller has a permission on the environment of a page's state. */
export function allowed(ctx, state, permission) {
  const mine = state.row?.allowed ?? ctx.whoami.permissions ?? [];
  return mine.includes(permission);
}

/** Whether the caller may restore, and there is a page for it. */
export function canRestore(ctx, state) {
  return allowed(ctx, state, 'restore') && routes.some((route) => route.path.startsWith('/restore/'));
}
