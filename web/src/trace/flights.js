// Where packets are at a moment: a function of the trace, the moment and the shortest flight an eye
// can follow. Nothing here is remembered from one frame to the next.

/** @import { TraceEvent } from '../../../wasm-glue/bindings/types' */
/** @import { EventStore } from './eventStore.js' */
import { lowerBound } from './eventStore.js';

/**
 * @typedef {object} Flight
 * @property {TraceEvent} sent
 * @property {number} progress 0 at its sender, 1 at its receiver
 * @property {number} broken 0 while whole; from 0 to 1 while the pieces of a lost packet fade
 */

/** @typedef {{ start: number, end: number, side: TraceEvent['side'] }} Span when a packet is drawn */

/** A lost packet breaks somewhere on the wire, never inside a client or the broker. */
const BREAK_FROM = 0.22;
const BREAK_TO = 0.78;
/** No packet is drawn later than this after it was sent, however long the talk before it. */
const LAG_MAX_FLIGHTS = 7;
/** Packets that follow each other in one direction keep this much of a flight apart. */
const FOLLOWING_GAP = 0.4;

/**
 * @param {EventStore} store
 * @param {number} now
 * @param {number} shortest flights are drawn at least this long, in virtual microseconds
 * @returns {Flight[]} in the order of sending
 */
export function flightsAt(store, now, shortest) {
  return store.hasInstant && shortest > 0 ? talksAt(store, now, shortest) : plainFlightsAt(store, now, shortest);
}

/** Every packet takes its time: none waits for another. @param {EventStore} store @param {number} now @param {number} shortest */
function plainFlightsAt(store, now, shortest) {
  /** @type {Flight[]} */
  const flights = [];
  // A lost packet is drawn for up to twice its way.
  for (const sent of store.sentBetween(now - (store.longestFlight + shortest) * 2, now)) {
    const end = Math.max(sent.due, sent.at + Math.max(shortest, 1));
    if (now >= end + (end - sent.at)) continue;
    const flight = flightAt(store, sent, now, sent.at, end);
    if (flight) flights.push(flight);
  }
  return flights;
}

/** Some packets take no time: they are drawn one after the other. @param {EventStore} store @param {number} now @param {number} shortest */
function talksAt(store, now, shortest) {
  // A packet that waits, waits for others that waited themselves: twice what one can wait.
  const reach = (store.longestFlight + shortest) * 2 + shortest * LAG_MAX_FLIGHTS * 2;
  /** @type {Map<number, Span>} */
  const known = new Map();
  /** @type {Map<number, Span>} */
  const lastOn = new Map();
  return store.sentBetween(now - reach, now).flatMap((sent) => {
    const span = drawnSpan(store, sent, shortest, known, lastOn.get(sent.connection));
    known.set(sent.id, span);
    lastOn.set(sent.connection, span);
    const flight = flightAt(store, sent, now, span.start, span.end);
    return flight ? [flight] : [];
  });
}

/** Whether no packet is drawn at a moment. @param {EventStore} store @param {number} now @param {number} shortest */
export function airIsEmpty(store, now, shortest) {
  const last = store.lastSentUntil(now);
  // Most often the newest packet answers at once.
  if (last && flightAt(store, last, now, last.at, Math.max(last.due, last.at + Math.max(shortest, 1)))) return false;
  return flightsAt(store, now, shortest).length === 0;
}

/**
 * @param {EventStore} store
 * @param {TraceEvent} sent
 * @param {number} now
 * @param {number} start when its drawing begins
 * @param {number} end and when it arrives
 * @returns {Flight | null}
 */
function flightAt(store, sent, now, start, end) {
  if (now < start) return null;
  const length = end - start;
  const last = store.ends.get(sent.id);
  if (last?.kind !== 'packet_lost') return now < end ? { sent, progress: (now - start) / length, broken: 0 } : null;
  const where = Math.min(Math.max((last.at - sent.at) / Math.max(sent.due - sent.at, 1), BREAK_FROM), BREAK_TO);
  const breaksAt = start + length * where;
  if (now < breaksAt) return { sent, progress: (now - start) / length, broken: 0 };
  const broken = (now - breaksAt) / length;
  return broken < 1 ? { sent, progress: where, broken } : null;
}

/**
 * When a packet is drawn. A flight too short to be seen is stretched. Where bytes take no time at all, as
 * with real clients, packets also wait for each other, so that a talk of a millisecond reads as a talk.
 * @param {EventStore} store
 * @param {TraceEvent} sent
 * @param {number} shortest
 * @param {Map<number, Span>} known
 * @param {Span | undefined} before the packet before it on the same connection
 * @returns {Span}
 */
function drawnSpan(store, sent, shortest, known, before) {
  const { at, due, side } = sent;
  if (due > at || shortest === 0) return { start: at, end: Math.max(due, at + Math.max(shortest, 1)), side };
  let start = at;
  if (before) start = Math.max(start, before.side === side ? before.start + shortest * FOLLOWING_GAP : before.end);
  const answered = answeredPacket(store, sent);
  if (answered) start = Math.max(start, known.get(answered.id)?.end ?? 0);
  start = Math.min(start, at + shortest * LAG_MAX_FLIGHTS);
  return { start, end: start + shortest, side };
}

/** The packet_sent whose arrival made this one be sent. @param {EventStore} store @param {TraceEvent} sent */
function answeredPacket(store, sent) {
  let event = store.byId(sent.cause);
  for (let hops = 0; event && hops < 8; ++hops) {
    if (event.kind === 'packet_sent') return event;
    event = store.byId(event.cause);
  }
  return undefined;
}

/** How long a break is shown where flights take no longer than this, in microseconds. */
const BREAK_LEAST = 100_000;

/** @param {EventStore} store @param {number} shortest as for flights */
const breakSpan = (store, shortest) => Math.max(store.longestFlight, shortest, BREAK_LEAST) * 1.4;

/**
 * What has just gone wrong with whose connection: the cause rather than what followed from it.
 * @param {EventStore} store
 * @param {number} now
 * @param {number} shortest
 * @returns {{ event: TraceEvent, age: number }[]} age from 0 to 1
 */
export function breaksAt(store, now, shortest) {
  const span = breakSpan(store, shortest);
  const first = lowerBound(store.breaks, now - span, ({ at }) => at);
  /** @type {Map<number, { event: TraceEvent, age: number }>} */
  const byActor = new Map();
  for (const event of store.breaks.slice(first)) {
    if (event.at > now) break;
    const before = byActor.get(event.actor);
    if (before?.event.at !== event.at) byActor.set(event.actor, { event, age: (now - event.at) / span });
  }
  return [...byActor.values()];
}

/**
 * The shortest true flight among the packets in the air, in microseconds; 0 when the air is empty and
 * nothing has just gone wrong.
 * @param {EventStore} store
 * @param {number} now
 */
export function shortestInAir(store, now) {
  let shortest = 0;
  for (const sent of store.sentBetween(now - store.longestFlight * 2, now)) {
    const duration = sent.due - sent.at;
    const lost = store.ends.get(sent.id)?.kind === 'packet_lost';
    const until = lost ? sent.due + duration : sent.due;
    if (duration > 0 && now < until && (shortest === 0 || duration < shortest)) shortest = duration;
  }
  if (shortest === 0 && breaksAt(store, now, 0).length > 0) return breakSpan(store, 0);
  return shortest;
}
