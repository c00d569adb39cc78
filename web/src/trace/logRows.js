// Which events the log tells of.

/** @import { TraceEvent } from '../../../wasm-glue/bindings/types' */
/** @import { EventStore } from './eventStore.js' */

/** True, but told already by the event beside them, or of interest only to whoever builds a broker. */
const inner = new Set([
  'packet_received',
  'message_matched',
  'message_delivered',
  'inflight_changed',
  'keep_alive_due',
  'connection_opened',
]);

/** @typedef {{ actor: number, detail: boolean, language: 'es' | 'en' }} LogFilter actor 0: everyone */

/** @param {TraceEvent} event @param {LogFilter} filter */
const isTold = (event, { actor, detail, language }) =>
  (detail || !inner.has(event.kind)) &&
  (actor === 0 || event.actor === actor || event.kind === 'note') &&
  !(event.kind === 'note' && event.number === (language === 'es' ? 2 : 1));

/** The rows of the log, kept up with the trace: only new events are looked at. */
export class LogRows {
  /** @param {EventStore} store @param {LogFilter} filter */
  constructor(store, filter) {
    this.store = store;
    this.filter = filter;
    this.generation = store.generation;
    this.seen = 0;
    /** @type {TraceEvent[]} */
    this.rows = [];
  }

  /** All rows there are now. The array is the same one from call to call. */
  update() {
    const { events, generation } = this.store;
    if (generation !== this.generation) {
      this.generation = generation;
      this.seen = 0;
      this.rows.length = 0;
    }
    for (; this.seen < events.length; ++this.seen) {
      const event = events[this.seen];
      if (isTold(event, this.filter)) this.rows.push(event);
    }
    return this.rows;
  }
}
