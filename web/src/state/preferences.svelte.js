// Language and theme: chosen by the browser, switchable, remembered.
import { filled, languageFor, texts } from '../i18n/text.js';

/** @import { Language } from '../../../wasm-glue/bindings/types' */
/** @import { TextKey } from '../i18n/text.js' */
/** @typedef {'light' | 'dark'} Theme */

const LANGUAGE_KEY = 'mqtt-playground.language';
const THEME_KEY = 'mqtt-playground.theme';

class Preferences {
  /** @type {Language} */
  language = $state(rememberedLanguage() ?? languageFor(navigator.languages));
  /** @type {Theme} */
  theme = $state(rememberedTheme() ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));
  reducedMotion = $state(matchMedia('(prefers-reduced-motion: reduce)').matches);

  constructor() {
    matchMedia('(prefers-reduced-motion: reduce)').addEventListener('change', (event) => {
      this.reducedMotion = event.matches;
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
      if (!rememberedTheme()) this.theme = event.matches ? 'dark' : 'light';
    });
  }

  /** @param {Language} language */
  setLanguage(language) {
    this.language = language;
    localStorage.setItem(LANGUAGE_KEY, language);
  }

  /** @param {Theme} theme */
  setTheme(theme) {
    this.theme = theme;
    localStorage.setItem(THEME_KEY, theme);
  }
}

/** @returns {Language | null} */
function rememberedLanguage() {
  const language = localStorage.getItem(LANGUAGE_KEY);
  return language === 'es' || language === 'en' ? language : null;
}

/** @returns {Theme | null} */
function rememberedTheme() {
  const theme = localStorage.getItem(THEME_KEY);
  return theme === 'light' || theme === 'dark' ? theme : null;
}

export const preferences = new Preferences();

/** A text of the page in the chosen language. @param {TextKey} key @param {Record<string, string | number>} [values] */
export function t(key, values) {
  const pattern = texts[preferences.language][key];
  return values ? filled(pattern, values) : pattern;
}
