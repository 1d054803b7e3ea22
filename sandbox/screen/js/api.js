// The sandbox's own JSON interface: what a person does goes through here.

/** A refusal of the server, or no server at all (`status` 0); `message` is plain text. */
class SandboxError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function request(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers['Content-Type'] = 'application/json';
  }
  let response;
  try {
    response = await fetch(`/sim/${path}`, options);
  } catch (error) {
    throw new SandboxError(0, String(error));
  }
  const text = await response.text();
  let answer = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    answer = { error: text.slice(0, 200) };
  }
  if (!response.ok) throw new SandboxError(response.status, answer?.error ?? response.statusText);
  return answer;
}

const at = (person, chat, rest) => `people/${person}/chats/${encodeURIComponent(chat)}/${rest}`;

/** Files are addressed by their stable id. */
export const fileUrl = (file) => `/sim/files/${encodeURIComponent(file.file_unique_id)}`;

export const readWorld = () => request('GET', 'world');
export const createPerson = (form) => request('POST', 'people', form);
export const createBot = (form) => request('POST', 'bots', form);
export const createGroup = (form) => request('POST', 'groups', form);

/** `change`: {actor, user, status}. */
export const setMember = (chat, change) => request('POST', `groups/${encodeURIComponent(chat)}/members`, change);

export const listChats = (person) => request('GET', `people/${person}/chats`);
export const listMessages = (person, chat, before) =>
  request('GET', at(person, chat, `messages?limit=50${before ? `&before=${before}` : ''}`));
export const sendMessage = (person, chat, message) => request('POST', at(person, chat, 'messages'), message);
export const start = (person, chat, payload) => request('POST', at(person, chat, 'start'), { payload });
export const click = (person, chat, button) => request('POST', at(person, chat, 'click'), button);
export const launch = (person, chat, from) => request('POST', at(person, chat, 'launch'), from);
export const vote = (person, chat, choice) => request('POST', at(person, chat, 'vote'), choice);
export const pay = (person, chat, invoice) => request('POST', at(person, chat, 'pay'), invoice);
export const edit = (person, chat, change) => request('POST', at(person, chat, 'edit'), change);
export const react = (person, chat, reaction) => request('POST', at(person, chat, 'react'), reaction);
export const askInline = (person, chat, query) => request('POST', at(person, chat, 'inline'), query);
export const sendInline = (person, chat, choice) => request('POST', at(person, chat, 'inline-result'), choice);
/** `where` is {link} of an invitation or {username} of a public chat; answers {chat, requested}. */
export const join = (person, where) => request('POST', `people/${person}/join`, where);
/** `deed` is one of block, unblock, read, leave, contact, write-access, web-app-data. */
export const act = (person, chat, deed, body = {}) => request('POST', at(person, chat, deed), body);
export const invoke = (person, botId, method, params) =>
  request('POST', `people/${person}/invoke`, { bot_id: botId, method, params });
/** Invoices made by createInvoiceLink; paying answers {status: paid|cancelled|failed|pending}. */
export const readInvoice = (person, slug) => request('GET', `people/${person}/invoices/${encodeURIComponent(slug)}`);
export const payInvoice = (person, slug) => request('POST', `people/${person}/invoices/${encodeURIComponent(slug)}/pay`, {});
