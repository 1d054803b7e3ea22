// Forms that create people, bots and groups, and the box for a link.

import * as api from './api.js';
import { fullName, h, iconButton } from './element.js';
import { telegramLink } from './links.js';
import { openOverlay } from './overlay.js';
import { copyText } from './toast.js';
import { t } from './words.js';

let lastId = 0;

function field(name, label, { help, input = {}, options } = {}) {
  lastId += 1;
  const id = `field-${lastId}`;
  const control = options
    ? h('select.input', { id, name }, options.map(([value, text]) => h('option', { value }, text)))
    : h('input.input', { id, name, autocomplete: 'off', 'aria-describedby': `${id}-help`, ...input });
  return h('div.field', {}, h('label', { for: id }, label), control, h('p.help', { id: `${id}-help`, 'data-help': help ?? '' }, help ?? ''));
}

function say(form, name, text) {
  const control = form.elements[name];
  const line = control.parentElement.querySelector('.help');
  control.parentElement.classList.toggle('invalid', Boolean(text));
  control.setAttribute('aria-invalid', String(Boolean(text)));
  line.textContent = text || line.dataset.help;
}

/** `check(values)` gives {name: mistake}; `send(values)` may refuse with an error. */
function openForm(host, { title, fields, check, send, button }) {
  const failure = h('p.error', { role: 'alert', hidden: true });
  const submit = h('button.button.filled.wide', {}, button);
  const form = h('form.form', { novalidate: true, onsubmit: run }, h('div.form-head', {}, h('h2', {}, title), iconButton('close', t('close'), () => close())), fields, failure, submit);
  const close = openOverlay(host, form, { label: title });
  form.elements[0]?.focus();

  async function run(event) {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    const mistakes = check(values, form);
    for (const control of form.querySelectorAll('.input[name]')) say(form, control.name, mistakes[control.name]);
    const first = Object.keys(mistakes)[0];
    if (first) return form.elements[first].focus();
    submit.disabled = true;
    try {
      await send(values, form, close);
    } catch (error) {
      failure.textContent = t('failed', { reason: error.message });
      failure.hidden = false;
    }
    submit.disabled = false;
    return undefined;
  }
}

const required = (values, ...names) => Object.fromEntries(names.filter((name) => !values[name]?.trim()).map((name) => [name, t('form.required')]));

export function openPersonForm(host, done) {
  openForm(host, {
    title: t('form.person'),
    button: t('form.create'),
    fields: [
      field('first_name', t('form.first_name'), { input: { maxlength: '64' } }),
      field('last_name', t('form.last_name'), { input: { maxlength: '64' } }),
      field('language_code', t('form.language'), { options: [['ru', t('form.language.ru')], ['en', t('form.language.en')]] }),
    ],
    check: (values) => required(values, 'first_name'),
    send: async (values, _, close) => {
      const person = await api.createPerson(values);
      close();
      done(person);
    },
  });
}

const peopleOptions = (world) => world.people.map((person) => [String(person.id), fullName(person)]);

/** What BotFather does; afterwards the token is shown to copy. */
export function openBotForm(host, world, owner, done) {
  openForm(host, {
    title: t('form.bot'),
    button: t('form.create'),
    fields: [
      field('name', t('form.bot.name'), { input: { maxlength: '64' } }),
      field('username', t('form.bot.username'), { help: t('form.bot.help'), input: { maxlength: '32', spellcheck: 'false', autocapitalize: 'off' } }),
    ],
    check: (values) => ({
      ...(!/^[a-z]\w{1,28}bot$/i.test(values.username) && { username: t('form.username.bad') }),
      ...required(values, 'name', 'username'),
    }),
    send: async (values, _, close) => {
      const bot = await api.createBot({ ...values, owner });
      close();
      await done(bot);
      showToken(host, bot);
    },
  });
}

function showToken(host, bot) {
  const token = h('input.input.token', { readonly: true, value: bot.token, 'aria-label': t('form.bot.token'), onfocus: () => token.select() });
  const close = openOverlay(host, h('div.form', {},
    h('div.form-head', {}, h('h2', {}, t('form.bot.ready')), iconButton('close', t('close'), () => close())),
    h('div.field', {}, h('span.label', {}, t('form.bot.token')), token, h('p.help', {}, t('form.bot.token.help'))),
    h('button.button.filled.wide', { type: 'button', 'data-focus': 'true', onclick: () => copyText(host, bot.token) }, t('copy')),
    h('button.button.plain.wide', { type: 'button', onclick: () => close() }, t('done'))), { label: t('form.bot.ready') });
}

export function openGroupForm(host, world, owner, done) {
  const members = [...world.people.filter(({ id }) => id !== owner).map((person) => [person.id, fullName(person)]), ...world.bots.map((bot) => [bot.id, `${bot.name} (@${bot.username})`])];
  openForm(host, {
    title: t('form.group'),
    button: t('form.create'),
    fields: [
      field('title', t('form.group.title'), { input: { maxlength: '128' } }),
      field('type', t('form.group.type'), { options: [['supergroup', t('form.group.type.supergroup')], ['channel', t('form.group.type.channel')]] }),
      field('owner', t('form.group.owner'), { options: peopleOptions(world).sort((a, b) => Number(b[0] === String(owner)) - Number(a[0] === String(owner))) }),
      h('fieldset.field', {}, h('legend', {}, t('form.group.members')), h('div.choices', {}, members.map(([id, title]) =>
        h('label.choice', {}, h('input.tick', { type: 'checkbox', name: 'member', value: String(id) }), h('span.clip', {}, title)))), h('p.help', {}, t('form.group.admins'))),
    ],
    check: (values) => required(values, 'title'),
    send: async ({ title, type, owner: creator }, form, close) => {
      const ids = new FormData(form).getAll('member').map(Number).filter((id) => id !== Number(creator));
      const group = await api.createGroup({ title, type, owner: Number(creator), members: ids });
      for (const bot of world.bots.filter(({ id }) => ids.includes(id))) {
        await api.setMember(group.chat, { actor: Number(creator), user: bot.id, status: 'administrator' });
      }
      close();
      done(group);
    },
  });
}

export function openLinkForm(host, follow) {
  openForm(host, {
    title: t('form.link'),
    button: t('open'),
    fields: [field('url', t('form.link.url'), { input: { type: 'url', placeholder: 'https://t.me/', inputmode: 'url' } })],
    check: (values) => (telegramLink(values.url) ? {} : { url: t('form.link.bad') }),
    send: async ({ url }, _, close) => {
      close();
      follow(url);
    },
  });
}
