// What is drawn on the wires at a moment: one pill a packet, or one with a count where many alike
// travel together, stacked where they would cover each other.

import { familyOf } from '../trace/families.js';
import { laneBetween, pointOn } from './wire.js';

/** @import { Family } from '../trace/families.js' */
/** @import { Flight } from '../trace/flights.js' */
/** @import { StageLayout } from './layout.js' */

/**
 * @typedef {object} Pill
 * @property {number} event the packet_sent event of its first packet
 * @property {number} actor
 * @property {'up' | 'down'} direction
 * @property {string} name
 * @property {string} topic
 * @property {number} qos
 * @property {number} count
 * @property {Family} family
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} broken
 * @property {-1 | 1} outward where its own side of the link is: -1 above
 */

const HEIGHT = 30;
/** Packets of one kind closer than this fraction of the wire travel as one pill once there are many. */
const MERGE_WITHIN = 0.16;
const MERGE_FROM = 4;

/**
 * @param {Flight[]} flights in the order of sending
 * @param {StageLayout} layout
 * @returns {Pill[]}
 */
export function pillsOf(flights, layout) {
  return [...groupByLane(flights)].flatMap(([key, onLane]) => {
    const [actor, direction] = key.split(':');
    const client = layout.clients.get(Number(actor));
    if (!client) return [];
    const lane = laneBetween(layout.broker, client, direction === 'up' ? 'up' : 'down');
    const upwards = lane.outward.y < 0 ? -1 : 1;
    /** @type {Pill[]} */
    const pills = [];
    for (const { flight, count } of merge(onLane)) {
      const { sent } = flight;
      const place = pointOn(lane, flight.progress);
      const width = pillWidth(sent.packetName, sent.qos, count);
      const level = pills.filter((other) => covers(other, place.x, place.y, width)).length;
      pills.push({
        event: sent.id,
        actor: sent.actor,
        direction: sent.side === 'client' ? 'up' : 'down',
        name: sent.packetName,
        topic: sent.text,
        qos: sent.qos,
        count,
        family: familyOf(sent.packetName) ?? 'farewell',
        x: place.x,
        y: place.y + upwards * level * HEIGHT,
        width,
        broken: flight.broken,
        outward: upwards,
      });
    }
    return pills;
  });
}

/** @param {Flight[]} flights @returns {Map<string, Flight[]>} */
function groupByLane(flights) {
  /** @type {Map<string, Flight[]>} */
  const lanes = new Map();
  for (const flight of flights) {
    const key = `${flight.sent.actor}:${flight.sent.side === 'client' ? 'up' : 'down'}`;
    const lane = lanes.get(key);
    if (lane) lane.push(flight);
    else lanes.set(key, [flight]);
  }
  return lanes;
}

/** @param {Flight[]} flights those of one lane */
function merge(flights) {
  if (flights.length < MERGE_FROM) return flights.map((flight) => ({ flight, count: 1 }));
  /** @type {{ flight: Flight, count: number }[]} */
  const merged = [];
  for (const flight of flights) {
    const alike = merged.find(
      (other) =>
        other.flight.sent.packetName === flight.sent.packetName &&
        other.flight.broken === 0 &&
        flight.broken === 0 &&
        Math.abs(other.flight.progress - flight.progress) < MERGE_WITHIN,
    );
    if (alike) alike.count += 1;
    else merged.push({ flight, count: 1 });
  }
  return merged;
}

/** @param {Pill} pill @param {number} x @param {number} y @param {number} width */
const covers = (pill, x, y, width) =>
  Math.abs(pill.x - x) < (pill.width + width) / 2 + 4 && Math.abs(pill.y - y) < HEIGHT * 4;

/** @param {string} name @param {number} qos @param {number} count */
export function pillWidth(name, qos, count) {
  const badge = name === 'PUBLISH' ? 38 : 0;
  const counter = count > 1 ? 14 + String(count).length * 8 : 0;
  return 40 + name.length * 8 + badge + counter;
}
