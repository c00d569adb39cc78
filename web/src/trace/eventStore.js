// Every event of the trace that the page has been told of, in order of id and of time.

/** @import { TraceEvent } from '../../../wasm-glue/bindings/types' */

/** Real clients may talk for days: above this the older half is given up. */
const EVENTS_MAX = 300_000;

const BREAKS = new Set([
  'link_cut',
  'link_stalled',
  'connection_refused',
  'connection_lost',
  'connection_taken_over',
  'keep_alive_expired',
  'protocol_error',
]);

export class EventStore {
  constructor() {
    /** @type {TraceEvent[]} */
    this.events = [];
    /** The packet_sent events. @type {TraceEvent[]} */
    this.sent = [];
    /** How each packet's way ended: by the id of its packet_sent event. @type {Map<number, TraceEvent>} */
    this.ends = new Map();
    /** @type {TraceEvent[]} */
    this.notes = [];
    /** What ends a connection badly, for the stage to show where. @type {TraceEvent[]} */
    this.breaks = [];
    /** The longest flight so far, in microseconds: how far back a packet in the air can have started. */
    this.longestFlight = 0;
    /** Some packet took no time at all: real clients' do. */
    this.hasInstant = false;
    /** Grows whenever events were forgotten: what was derived from them must be derived anew. */
    this.generation = 0;
  }

  clear() {
    const { generation } = this;
    Object.assign(this, new EventStore());
    this.generation = generation + 1;
  }

  /** Forgets the events whose id is `keepBelow` or more (Infinity: none), then adds. @param {number} keepBelow @param {TraceEvent[]} events */
  add(keepBelow, events) {
    if (keepBelow !== Infinity) this.forget(keepBelow);
    else if (this.events.length > EVENTS_MAX) this.forgetOlderHalf();
    for (const event of events) {
      this.events.push(event);
      if (event.kind === 'packet_sent') {
        this.sent.push(event);
        this.longestFlight = Math.max(this.longestFlight, event.due - event.at);
        this.hasInstant ||= event.due === event.at;
      } else if (event.kind === 'packet_received' || event.kind === 'packet_lost') {
        const start = this.startOf(event);
        if (start) this.ends.set(start.id, event);
      } else if (event.kind === 'note') {
        this.notes.push(event);
      } else if (BREAKS.has(event.kind)) {
        this.breaks.push(event);
      }
    }
  }

  /** @param {number} keepBelow */
  forget(keepBelow) {
    this.generation += 1;
    for (const list of [this.events, this.sent, this.notes, this.breaks]) {
      list.length = lowerBound(list, keepBelow, (event) => event.id);
    }
    for (const [id, end] of this.ends) if (id >= keepBelow || end.id >= keepBelow) this.ends.delete(id);
  }

  forgetOlderHalf() {
    this.generation += 1;
    const from = this.events[this.events.length >> 1].id;
    for (const list of [this.events, this.sent, this.notes, this.breaks]) {
      list.splice(
        0,
        lowerBound(list, from, (event) => event.id),
      );
    }
    for (const id of this.ends.keys()) if (id < from) this.ends.delete(id);
  }

  /** @param {number} id @returns {TraceEvent | undefined} */
  byId(id) {
    const event = this.events[lowerBound(this.events, id, (candidate) => candidate.id)];
    return event?.id === id ? event : undefined;
  }

  /** The packet_sent event behind a packet_received or packet_lost. @param {TraceEvent} event */
  startOf(event) {
    for (const id of [event.cause, event.also]) {
      const start = id > 0 ? this.byId(id) : undefined;
      if (start?.kind === 'packet_sent') return start;
    }
    return undefined;
  }

  /** How many events happened at or before a moment. @param {number} now */
  countUntil(now) {
    return lowerBound(this.events, now + 1, (event) => event.at);
  }

  /** The moment of the first event after `now`, or -1. @param {number} now */
  momentAfter(now) {
    return this.events[this.countUntil(now)]?.at ?? -1;
  }

  /** The moment of the last event before `now`, or -1. @param {number} now */
  momentBefore(now) {
    const index = lowerBound(this.events, now, (event) => event.at) - 1;
    return this.events[index]?.at ?? -1;
  }

  /** The last packet sent at or before a moment. @param {number} now @returns {TraceEvent | undefined} */
  lastSentUntil(now) {
    return this.sent[lowerBound(this.sent, now + 1, (event) => event.at) - 1];
  }

  /** The actors on whose connections packets were sent within [from, to]. @param {number} from @param {number} to */
  sendersBetween(from, to) {
    return new Set(this.sentBetween(from, to).map(({ actor }) => actor));
  }

  /** Packets sent within [from, to]. @param {number} from @param {number} to */
  sentBetween(from, to) {
    const first = lowerBound(this.sent, from, (event) => event.at);
    const last = lowerBound(this.sent, to + 1, (event) => event.at);
    return this.sent.slice(first, last);
  }
}

/**
 * The index of the first item whose key is `key` or more.
 * @template T
 * @param {T[]} list sorted by key
 * @param {number} key
 * @param {(item: T) => number} keyOf
 */
export function lowerBound(list, key, keyOf) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(list[middle]) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
