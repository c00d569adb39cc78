// Ways to begin: the first screen, a chosen scenario, a link.
import { builtIn, builtIns, FIRST } from '../script/library.js';
import { decodeShared, encodeShared, isSharedFragment } from '../share/fragment.js';
import { notices } from './notices.svelte.js';
import { playback } from './playback.svelte.js';
import { preferences } from './preferences.svelte.js';
import { scenario } from './scenario.svelte.js';
import { selection } from './selection.svelte.js';
import { world } from './world.svelte.js';

/** The link says what is opened; without one, the first screen's scene. */
export async function openFirst() {
  if (isSharedFragment(location.hash) && (await openLink(location.hash))) return;
  const first = builtIn(FIRST) ?? builtIns[0];
  if (!first) return;
  await scenario.load(first.text, first.name);
  playback.playUntil('retained_set');
}

/** @param {string} text @param {string} name */
export async function openScenario(text, name) {
  selection.intro = false;
  selection.tab = 'stage';
  const result = await scenario.load(text, name);
  if (result.ok) playback.play();
}

/** Opens a link's script and moment. One that is wrong leaves everything as it is and says why. @param {string} fragment */
export async function openLink(fragment) {
  const decoded = await decodeShared(fragment);
  if ('fault' in decoded) {
    notices.show(
      /** @type {const} */ ({ damaged: 'share.damaged', tooLarge: 'share.tooLarge', newer: 'share.newer' })[
        decoded.fault
      ],
      'problem',
    );
    return false;
  }
  const { script, at, selection: selected, language } = decoded.shared;
  const result = await scenario.load(script);
  if (!result.ok) {
    notices.show('share.badScript', 'problem');
    return false;
  }
  selection.intro = false;
  preferences.language = language;
  await reach(at);
  selection.restore(selected);
  notices.show('share.opened');
  return true;
}

/** Lives a new world up to a moment. @param {number} at @returns {Promise<void>} */
function reach(at) {
  return new Promise((resolve) => {
    const arrived = () => {
      if (world.moment.horizon < at) {
        world.client.go(at);
        return;
      }
      world.listeners.splice(world.listeners.indexOf(arrived), 1);
      playback.seek(at);
      resolve();
    };
    world.listeners.push(arrived);
    world.client.go(at);
  });
}

/** Puts what is on screen into the address bar and, where it is allowed, on the clipboard. */
export async function share() {
  const fragment = await encodeShared({
    script: scenario.text,
    at: playback.now,
    selection: selection.text,
    language: preferences.language,
  });
  history.replaceState(null, '', `#${fragment}`);
  notices.show((await copied(location.href)) ? 'share.copied' : 'share.inBar');
}

/** @param {string} text */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    // Refused by the browser or the person, or not a secure page.
    if (error instanceof DOMException || error instanceof TypeError) return false;
    throw error;
  }
}
