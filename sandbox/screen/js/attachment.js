// A file chosen for sending, and the kind it is sent as.

import { h, icon, iconButton } from './element.js';
import { t } from './words.js';

function kindsFor(file) {
  const type = file.type.split('/')[0];
  if (type === 'image') return ['photo', 'document'];
  if (type === 'video') return ['video', 'document'];
  if (type === 'audio') return file.type.includes('ogg') ? ['voice', 'audio', 'document'] : ['audio', 'voice', 'document'];
  return ['document'];
}

export class Attachment {
  file = null;

  constructor(onChange) {
    this.onChange = onChange;
    this.input = h('input', { type: 'file', hidden: true, onchange: () => this.input.files[0] && this.take(this.input.files[0]) });
    this.button = iconButton('clip', t('composer.attach'), () => this.input.click(), { class: 'attach' });
    this.element = h('div.attachment', { hidden: true }, this.input);
  }

  take(file) {
    this.file = file;
    this.input.value = '';
    const kinds = kindsFor(file);
    this.kind = h('select.input', { 'aria-label': t('composer.as') }, kinds.map((kind) => h('option', { value: kind }, t(`kind.${kind}`))));
    const looks = file.type.startsWith('image/') ? h('img', { alt: '', src: URL.createObjectURL(file) }) : icon('file');
    this.element.replaceChildren(this.input, h('span.attachment-look', {}, looks), h('b.clip', {}, file.name), this.kind,
      iconButton('close', t('composer.remove'), () => this.drop()));
    this.element.hidden = false;
    this.onChange();
  }

  drop() {
    const picture = this.element.querySelector('img');
    if (picture) URL.revokeObjectURL(picture.src);
    this.file = null;
    this.element.hidden = true;
    this.onChange();
  }

  /** The multipart body of a message with this file. */
  form(caption, replyTo) {
    const form = new FormData();
    form.set('kind', this.kind.value);
    if (caption) form.set('caption', caption);
    if (replyTo) form.set('reply_to_message_id', String(replyTo));
    form.set('file', this.file, this.file.name);
    return form;
  }
}
