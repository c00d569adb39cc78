// Keys for everything that moves time.
import { playback } from './playback.svelte.js';
import { selection } from './selection.svelte.js';

/** Keys mean something else where text is written or a list is walked. */
const ELSEWHERE = 'input, textarea, select, dialog[open], [contenteditable], [popover]:popover-open';

/** @param {KeyboardEvent} event @param {() => void} openHelp */
export function keyboard(event, openHelp) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || selection.intro) return;
  const target = event.composedPath()[0];
  const within = target instanceof Element ? target : document.body;
  if (within.closest(ELSEWHERE) || within.getRootNode() instanceof ShadowRoot) return;
  // A focused button takes Space and Enter itself.
  if (event.key === ' ' && within.closest('button, a, summary, [role="button"]')) return;
  const action = actions(openHelp)[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

/** @param {() => void} openHelp @returns {Record<string, () => void>} */
const actions = (openHelp) => ({
  ' ': () => playback.toggle(),
  ArrowRight: () => playback.step(1),
  ArrowLeft: () => playback.step(-1),
  Home: () => playback.toStart(),
  End: () => playback.toEnd(),
  '+': () => playback.changePace(1),
  '-': () => playback.changePace(-1),
  '?': openHelp,
  Escape: () => selection.clear(),
});
