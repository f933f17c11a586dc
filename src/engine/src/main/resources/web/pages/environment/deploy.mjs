// The dialog of a deploy: from a repository, from an archive on the node, or from a file that is sent now.

import { h } from '../../lib/dom.mjs';
import { t } from '../../lib/messages.mjs';
import { dialog } from '../../parts/dialog.mjs';
import { field, input, radios } from '../../parts/form.mjs';
import { follow, messageField } from './asking.mjs';

const TYPES = [
  [/\.zip$/i, 'application/zip'],
  [/\.(tar\.zst|tzst)$/i, 'application/zstd'],
  [/\.(tar\.gz|tgz)$/i, 'application/gzip'],
  [/\.tar$/i, 'application/x-tar'],
];

export function deploy(ctx, { environment, path }) {
  const source = radios(
    t('deploy.from'),
    'source',
    [
      ['git', t('deploy.git')],
      ['path', t('deploy.path')],
      ['file', t('deploy.file')],
    ],
    'git',
  );
  const reference = input({ name: 'reference', required: true, maxlength: '2048', spellcheck: 'false' });
  const file = h('input', { type: 'file', name: 'file', accept: '.zip,.tar,.tar.gz,.tgz,.tar.zst', class: 'pl-file' });
  const referenceField = field(t('deploy.reference'), reference, t('deploy.git.help'));
  const fileField = field(t('deploy.archive'), file, t('deploy.file.help'));
  const message = messageField();

  function arrange() {
    const sent = source.value() === 'file';
    referenceField.hidden = sent;
    fileField.hidden = !sent;
    reference.required = !sent;
    file.required = sent;
    referenceField.querySelector('.pl-help').textContent = t(source.value() === 'path' ? 'deploy.path.help' : 'deploy.git.help');
  }
  source.element.addEventListener('change', arrange);
  arrange();

  async function submit() {
    const body = { source_type: source.value() === 'git' ? 'git' : 'upload', source_ref: reference.value.trim(), message: message.value() };
    if (source.value() === 'file') {
      const chosen = file.files[0];
      const type = TYPES.find(([name]) => name.test(chosen.name))?.[1] ?? 'application/gzip';
      const stored = await ctx.client.upload(`${path}/uploads`, chosen, type);
      body.source_ref = stored.upload;
      body.checksum = `sha256:${stored.sha256}`;
    }
    await follow(ctx, `${path}/deploy`, body);
  }

  dialog({
    title: t('deploy.title', { environment: environment.slug_path }),
    consequences: [t('deploy.1'), t('deploy.2'), t('deploy.3')],
    fields: [source.element, referenceField, fileField, message.element],
    action: t('action.deploy'),
    submit,
  });
}
