// What can be done to an environment, each behind a dialog that says what it will do. Every one of them ends on the
// page of the job that does it.

import { segment } from '../../lib/client.mjs';
import { h } from '../../lib/dom.mjs';
import { t, word } from '../../lib/messages.mjs';
import { link } from '../../lib/router.mjs';
import { dialog } from '../../parts/dialog.mjs';
import { field, input, phraseField, radios } from '../../parts/form.mjs';
import { allowed, canRestore } from './allowed.mjs';
import { follow, messageField } from './asking.mjs';
import { deploy } from './deploy.mjs';

/** The buttons that the caller may use now. */
export function actions(ctx, state) {
  const { environment, row } = state;
  const active = environment.status === 'active';
  const may = (permission) => allowed(ctx, state, permission);
  const busy = Boolean(row?.running_job);
  return [
    may('backup') && active ? button('backup', () => backUp(ctx, state), true) : null,
    may('deploy') && active && environment.kind === 'wordpress' ? [button('deploy', () => deploy(ctx, state)), button('update', () => update(ctx, state))] : null,
    may('deploy') && active && state.releases.length > 1 ? button('rollback', () => rollBack(ctx, state, null)) : null,
    canRestore(ctx, state) && active
      ? h('a', { class: 'jenkins-button', href: link(`/restore/${segment(environment.id)}`) }, t('action.restore'))
      : null,
    may('restore') && active && !busy && environment.undo ? button('undo', () => undo(ctx, state)) : null,
    may('backup') && !busy ? button('health', () => check(ctx, state)) : null,
    may('restore') && environment.status === 'failed' ? button('reset', () => reset(ctx, state), true) : null,
  ];
}

function button(name, onclick, primary = false) {
  return h('button', { type: 'button', class: `jenkins-button${primary ? ' jenkins-button--primary' : ''}`, 'data-action': name, onclick }, t(`action.${name}`));
}

function backUp(ctx, { environment, path }) {
  const scope = radios(
    t('backups.scope'),
    'scope',
    ['full', 'db', 'files'].map((one) => [one, word('scope', one), t(`backup.scope.${one}`)]),
    'full',
  );
  const message = messageField();
  dialog({
    title: t('backup.title', { environment: environment.slug_path }),
    consequences: [t('backup.1'), t('backup.2')],
    fields: [scope.element, message.element],
    action: t('action.backup'),
    submit: () => follow(ctx, `${path}/backups`, { backup_scope: scope.value(), message: message.value() }),
  });
}

function update(ctx, { environment, path }) {
  const scope = radios(
    t('update.what'),
    'scope',
    ['all', 'core', 'plugins', 'themes'].map((one) => [one, word('updateScope', one)]),
    'plugins',
  );
  const safety = safetyChoice();
  const message = messageField();
  dialog({
    title: t('update.title', { environment: environment.slug_path }),
    consequences: [t('update.1'), t('update.2'), t('update.3')],
    fields: [scope.element, safety.element, message.element],
    action: t('action.update'),
    submit: () => follow(ctx, `${path}/updates`, { scope: scope.value(), pre_backup: safety.value(), message: message.value() }),
  });
}

function safetyChoice() {
  return radios(
    t('safety.what'),
    'safety',
    [
      ['create', t('safety.create'), t('safety.create.help')],
      ['verify', t('safety.verify'), t('safety.verify.help')],
    ],
    'create',
  );
}

/** Back to a release; without one, to the one before. */
export function rollBack(ctx, { environment, path }, release) {
  const message = messageField();
  dialog({
    title: t('rollback.title', { environment: environment.slug_path }),
    consequences: [
      release ? t('rollback.to', { release: release.path.replace(/^releases\//, '') }) : t('rollback.before'),
      release?.health_status === 'unhealthy' ? t('rollback.unhealthy') : null,
      t('rollback.data'),
      t('rollback.gate'),
    ].filter(Boolean),
    fields: [message.element],
    action: t('action.rollback'),
    danger: true,
    submit: () => follow(ctx, `${path}/rollback`, { release: release?.id, message: message.value() }),
  });
}

/** Takes the last restore back. */
export function undo(ctx, { environment, path }) {
  const message = messageField();
  const phrase = environment.confirmation_template.replace('{backupId}', environment.undo.backup_id ?? '');
  const confirmation = input({ name: 'confirmation', required: environment.protected, spellcheck: 'false' });
  const code = input({ name: 'otp', required: environment.otp_required, inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '32' });
  dialog({
    title: t('undo.title', { environment: environment.slug_path }),
    consequences: [t('undo.1'), t('undo.2')],
    fields: [
      environment.protected ? phraseField(t('confirm.phrase'), phrase, confirmation, t('confirm.phrase.help')) : null,
      environment.otp_required ? field(t('confirm.otp'), code, t('confirm.otp.help')) : null,
      message.element,
    ],
    action: t('action.undo'),
    danger: true,
    submit: () =>
      follow(ctx, `${path}/restore/undo`, {
        confirmation: environment.protected ? confirmation.value : undefined,
        otp: environment.otp_required ? code.value.trim() : undefined,
        message: message.value(),
      }),
  });
}

function check(ctx, { environment, path }) {
  dialog({
    title: t('health.title', { environment: environment.slug_path }),
    consequences: [t('health.1'), t('health.2')],
    action: t('action.health'),
    submit: () => follow(ctx, `${path}/health`),
  });
}

function reset(ctx, { environment, path }) {
  dialog({
    title: t('reset.title', { environment: environment.slug_path }),
    consequences: [t('reset.1'), t('reset.2'), t('reset.3')],
    action: t('action.reset'),
    submit: async () => {
      const answer = await ctx.client.post(`${path}/reset`);
      ctx.announce(t(answer.healthy === false ? 'reset.unhealthy' : 'reset.done'));
      ctx.refresh();
    },
  });
}
