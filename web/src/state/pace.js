// How fast virtual time goes: a multiple of the wall clock, or at reading pace, which slows down while
// packets are in the air and hurries through the silence between.

/** @import { EventStore } from '../trace/eventStore.js' */
import { shortestInAir } from '../trace/flights.js';

/** @typedef {number | 'auto'} Pace virtual seconds a second, or reading pace */

/** @type {Pace[]} */
export const PACES = ['auto', 0.01, 0.1, 0.5, 1, 5, 10, 100, 1000];

/** Seconds that the shortest flight in the air takes at reading pace. */
const FLIGHT_S = 1.1;
/** Seconds that a silence takes at reading pace: more for a longer one, never long. */
const SILENCE_S = { least: 0.25, most: 1.6 };
/** At any pace a packet is drawn for at least this many seconds. */
const SEEN_S = 0.65;

/**
 * Virtual microseconds a second of the wall clock.
 * @param {Pace} pace
 * @param {EventStore} store
 * @param {number} now
 * @param {number} next the next moment at which something happens, or -1
 */
export function rateOf(pace, store, now, next) {
  if (pace !== 'auto') return pace * 1_000_000;
  const flight = shortestInAir(store, now);
  if (flight > 0) return flight / FLIGHT_S;
  if (next < 0) return 1_000_000;
  const since = Math.max(store.momentBefore(now), 0);
  const silence = Math.max(next - since, 1);
  const seconds = SILENCE_S.least + Math.log10(1 + silence / 1_000_000) * 0.55;
  return silence / Math.min(seconds, SILENCE_S.most);
}

/** The shortest flight that is drawn, in virtual microseconds. @param {Pace} pace */
export const shortestDrawn = (pace) => (pace === 'auto' ? 1_000 : pace * 1_000_000 * SEEN_S);

/** Milliseconds that a note stays before the story goes on at reading pace. @param {string} text */
export const readingTime = (text) => Math.min(800 + text.length * 32, 4_800);
