// Fourth: the person's word. The server compares phrase and code; nothing is compared here.

import { h, replace } from '../../lib/dom.mjs';
import { t } from '../../lib/messages.mjs';
import { note, refusal } from '../../parts/alert.mjs';
import { field, input, phraseField } from '../../parts/form.mjs';
import { step } from './buttons.mjs';
import { destinationOf } from './target.mjs';

export function confirm(ctx, state, go) {
  const { environment, impact } = state;
  if (!impact) {
    return review(go);
  }
  const live = impact.replaces.database || impact.replaces.files;
  const asksPhrase = live || impact.confirmation.required;
  const problem = h('div');
  const phrase = input({ name: 'confirmation', spellcheck: 'false', autocapitalize: 'off' });
  const code = input({ name: 'otp', inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '12', spellcheck: 'false' });
  const nothing = !asksPhrase && !impact.otp_required;

  async function send() {
    replace(problem);
    try {
      const answer = await ctx.client.post(`${state.path}/restore`, {
        backup_id: state.backup.id,
        expect_environment: environment.slug_path,
        dry_run: state.dryRun,
        destination: destinationOf(state),
        pre_backup: live ? state.preBackup : undefined,
        confirmation: asksPhrase ? phrase.value.trim() : undefined,
        otp: impact.otp_required ? code.value.replace(/\s/g, '') : undefined,
        message: state.message || undefined,
      });
      state.job = answer.job_id;
      await go('course');
    } catch (error) {
      if (error?.name === 'AbortError') {
        return;
      }
      const left = error.details?.attempts_left;
      replace(problem, refusal(error), left === undefined ? null : note('warning', t('wizard.confirm.attempts', { count: left })));
      if (error.code?.startsWith('otp_')) {
        code.value = '';
        code.focus();
      } else if (error.code?.startsWith('confirmation_')) {
        phrase.focus();
      }
    }
  }

  return {
    element: step({
      heading: t('wizard.confirm'),
      content: [
        h('p', {}, t(live ? 'wizard.confirm.live' : state.dryRun ? 'wizard.confirm.dry' : 'wizard.confirm.copy', { environment: environment.slug_path })),
        asksPhrase ? phraseField(t('confirm.phrase'), impact.confirmation.phrase, phrase, t('confirm.phrase.help')) : null,
        impact.otp_required ? field(t('confirm.otp'), code, t('confirm.otp.help')) : null,
        nothing ? h('p', {}, t('wizard.confirm.nothing')) : null,
      ],
      problem,
      next: t(live ? 'wizard.confirm.do.live' : state.dryRun ? 'wizard.confirm.do.dry' : 'wizard.confirm.do.copy', { environment: environment.slug_path }),
      danger: live,
      back: () => go('review'),
      submit: send,
    }),
  };
}

/** Somebody came here without the review. */
function review(go) {
  go('review');
  return { element: h('div') };
}
