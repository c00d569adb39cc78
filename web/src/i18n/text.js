// The page's words in the languages it speaks.
import en from './en.js';
import es from './es.js';

/** @import { Language } from '../../../wasm-glue/bindings/types' */
/** @typedef {keyof typeof es} TextKey */

/** @type {Record<Language, Record<TextKey, string>>} */
export const texts = { es, en };

/** Spanish unless the browser prefers another language that the page speaks. @param {readonly string[]} preferred @returns {Language} */
export function languageFor(preferred) {
  for (const tag of preferred) {
    const language = tag.slice(0, 2).toLowerCase();
    if (language === 'es' || language === 'en') return language;
  }
  return 'es';
}

/** @param {string} pattern @param {Record<string, string | number>} values what stands for each {name} */
export const filled = (pattern, values) =>
  pattern.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
