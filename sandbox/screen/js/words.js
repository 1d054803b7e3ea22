// Words of the screen in the language of the page. Keys exist in both dictionaries.

import { en } from './words/en.js';
import { ru } from './words/ru.js';

const language = document.documentElement.lang === 'en' ? 'en' : 'ru';
const dictionary = { ru, en }[language];
const plural = new Intl.PluralRules(language);

/** @returns 'ru' or 'en'. */
export const currentLanguage = () => language;

/** The words under `key`, with `{name}` filled in; an object of plural forms is chosen by `count`. */
export function t(key, values = {}) {
  let text = dictionary[key] ?? key;
  if (typeof text === 'object') text = text[plural.select(values.count)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
