// The script's notes: what is being told at a moment, in the chosen language.

/** @import { Language, TraceEvent } from '../../../wasm-glue/bindings/types' */
/** @import { EventStore } from './eventStore.js' */
import { lowerBound } from './eventStore.js';

/** Which language a note is meant for, as `number` says it. @type {Record<number, Language | 'any'>} */
const languages = { 0: 'any', 1: 'es', 2: 'en' };

/** The last note at or before a moment. @param {EventStore} store @param {number} now @param {Language} language @returns {TraceEvent | undefined} */
export function noteAt(store, now, language) {
  for (let index = lowerBound(store.notes, now + 1, ({ at }) => at) - 1; index >= 0; --index) {
    const note = store.notes[index];
    const meant = languages[note.number] ?? 'any';
    if (meant === 'any' || meant === language) return note;
  }
  return undefined;
}
