// The colours of the theme, for what is drawn on a canvas.

const NAMES = /** @type {const} */ ([
  'connection',
  'publish',
  'subscription',
  'keepalive',
  'farewell',
  'line-2',
  'ink-3',
  'bad',
]);

/** @typedef {Record<(typeof NAMES)[number], string>} Colours */

/** What the page's style says at present. @param {string} theme the one that is shown @returns {Colours} */
export function coloursOf(theme) {
  void theme;
  const style = getComputedStyle(document.documentElement);
  const colours = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
  return /** @type {Colours} */ (Object.fromEntries(colours));
}
