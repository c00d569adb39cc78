// The relay that serves this page, if one does, and this tab's right to host its clients.
import { playback } from './playback.svelte.js';
import { selection } from './selection.svelte.js';
import { world } from './world.svelte.js';

/** @typedef {{ tcp: string | null, ws: string, broker: 'tab' | 'native' }} RelayAddress */

const TOKEN_KEY = 'mqtt-playground.host';
const TOKEN_IN_FRAGMENT = /^#host=([A-Za-z0-9_-]{1,256})$/;

class Hosting {
  /** @type {RelayAddress | null} */
  relay = $state.raw(null);

  /** Looks for a relay and, with its token, hosts its clients. Without a relay nothing happens. */
  async begin() {
    const token = takeToken();
    this.relay = await findRelay();
    if (!this.relay || this.relay.broker !== 'tab' || !token) return;
    const page = location.href.replace(/[?#].*$/, '');
    world.client.host(page.replace(/^http/, 'ws').replace(/[^/]*$/, 'host'), token);
  }
}

/** The token leaves the address bar, so that nobody shares it with a link; a reload still has it. */
function takeToken() {
  const inFragment = TOKEN_IN_FRAGMENT.exec(location.hash)?.[1];
  if (inFragment) {
    sessionStorage.setItem(TOKEN_KEY, inFragment);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(TOKEN_KEY);
}

/** @returns {Promise<RelayAddress | null>} */
async function findRelay() {
  if (!location.protocol.startsWith('http')) return null;
  const answer = await fetch(new URL('relay.json', location.href), { cache: 'no-store' }).catch(() => null);
  if (!answer?.ok || !answer.headers.get('content-type')?.startsWith('application/json')) return null;
  const { tcp, ws, broker } = await answer.json();
  const right =
    (tcp === null || typeof tcp === 'string') && typeof ws === 'string' && (broker === 'tab' || broker === 'native');
  return right ? { tcp, ws, broker } : null;
}

export const hosting = new Hosting();

let wasLive = false;
world.listeners.push(({ live }) => {
  if (live && !wasLive) {
    // Somebody real has come: show the present.
    playback.pause();
    playback.toEnd();
    selection.intro = false;
  }
  wasLive = live;
});
