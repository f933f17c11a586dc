// What every question to an environment has in common.

import { t } from '../../lib/messages.mjs';
import { go } from '../../lib/router.mjs';
import { field, input } from '../../parts/form.mjs';

const LONGEST_MESSAGE = '1000';

/** A field for why, which goes into the log of operations. */
export function messageField() {
  const control = input({ name: 'message', maxlength: LONGEST_MESSAGE });
  return { element: field(t('action.message'), control, t('action.message.help')), value: () => control.value.trim() || undefined };
}

/** Asks for a change and goes to the page of its job. */
export async function follow(ctx, path, body) {
  const { job_id: job } = await ctx.client.post(path, body);
  go(`/jobs/${job}`);
}
