// The title line of a script in the reader's language, for the menu and the top of the page.

/** @import { Language } from '../../../wasm-glue/bindings/types' */

/** @param {string} script @param {Language} language @returns {string} '' when it has none */
export function scriptTitle(script, language) {
  const titles = [...script.matchAll(/^[ \t]*title(?:[ \t]+(es|en))?[ \t]+"((?:[^"\\\n]|\\.)*)"/gm)];
  const meant = titles.find(([, its]) => its === language) ?? titles.find(([, its]) => its === undefined) ?? titles[0];
  return meant ? meant[2].replace(/\\(["\\])/g, '$1') : '';
}
