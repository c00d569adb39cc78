// Where the broker and the clients stand: a pure function of who there is and of the room there is.

/** @import { Seating } from './seats.js' */

/**
 * @typedef {object} Place
 * @property {number} x
 * @property {number} y
 * @property {number} r radius of the disc
 * @property {'below' | 'above' | 'left' | 'right'} label on which side of the disc its name stands
 * @property {number} letters that a name has room for
 *
 * @typedef {object} StageLayout
 * @property {number} width
 * @property {number} height
 * @property {{ x: number, y: number, width: number, height: number }} broker centre and size
 * @property {Map<number, Place>} clients by actor
 * @property {boolean} dense too many clients for labels
 * @property {boolean} upright taller than wide: clients above and below the broker
 */

/** Room kept free for the caption above and the names below. */
const MARGIN = { top: 92, bottom: 84, side: 92 };
/** The same where names stand beside the discs. */
const BESIDE_MARGIN = { top: 84, bottom: 44, side: 152 };
const UPRIGHT_MARGIN = { top: 104, bottom: 66, side: 64 };
/** More clients than this are drawn small, without names. */
export const DENSE_FROM = 17;
/** Clients on the outermost of several rings, and how much smaller each ring inside it is. */
const RING_MAX = 56;
const RING_STEP = 0.14;
const RINGS_MAX = 5;
/** A disc with its name and one more line below it needs this much besides its own height. */
const LABEL_HEIGHT = 62;
/** How far the middle of a side is out compared with its ends. */
const BULGE = 0.16;
/** On an upright stage more than so many on one side stand in two rows, the inner one this far out. */
const ROW_MAX = 3;
const INNER_ROW = 0.64;
const LETTER = 8.2;
/** A link has at least this much between disc and broker, as far as the broker can give way. */
const LINK_LEAST = 150;
const BROKER_LEAST = 150;

/**
 * @param {Seating} seating who sits where
 * @param {number} width
 * @param {number} height
 * @returns {StageLayout}
 */
export function layoutStage({ first, second }, width, height) {
  const upright = height > width * 1.05;
  const count = [...first, ...second].filter((actor) => actor > 0).length;
  if (count >= DENSE_FROM) return crowd([...first, ...second], width, height, upright);
  return upright ? aboveAndBelow(first, second, width, height) : leftAndRight(first, second, width, height);
}

/** @param {number} seats on the fuller side @param {boolean} narrow */
function radiusFor(seats, narrow) {
  if (seats > 6) return 16;
  if (seats > 3) return narrow ? 18 : 22;
  return narrow || seats > 2 ? 26 : 34;
}

/** @param {number[]} first @param {number[]} second @param {number} width @param {number} height @returns {StageLayout} */
function leftAndRight(first, second, width, height) {
  const narrow = width < 720;
  const seats = Math.max(first.length, second.length);
  const r = radiusFor(seats, narrow);
  const tall = height - MARGIN.top - MARGIN.bottom - 12;
  const beside = seats > 1 && Math.min(tall, 520) / (seats - 1) < 2 * r + LABEL_HEIGHT;
  const margin = beside ? BESIDE_MARGIN : MARGIN;
  const ry = Math.min(Math.max((height - margin.top - margin.bottom) / 2 - 6, 40), 260);
  const rx = Math.min(Math.max(width / 2 - margin.side, 40), 390);
  const centre = { x: width / 2, y: margin.top + (height - margin.top - margin.bottom) / 2 };
  const size = brokerSize(narrow);
  const room = 2 * (rx * (1 - BULGE) - r - LINK_LEAST);
  const broker = { ...centre, ...size, width: Math.min(size.width, Math.max(room, BROKER_LEAST)) };
  /** @type {Map<number, Place>} */
  const clients = new Map();
  for (const [side, actors] of /** @type {const} */ ([
    [-1, first],
    [1, second],
  ])) {
    // Two do not take the whole height: that would make their links steep.
    const reach = actors.length === 2 ? ry * 0.8 : ry;
    actors.forEach((actor, index) => {
      const down = actors.length === 1 ? 0 : (2 * index) / (actors.length - 1) - 1;
      const x = centre.x + side * rx * (1 - BULGE * down * down);
      const label = beside ? (side < 0 ? 'left' : 'right') : 'below';
      const letters = Math.floor((beside ? width / 2 - Math.abs(x - centre.x) - r - 24 : 2 * MARGIN.side) / LETTER);
      if (actor > 0) clients.set(actor, { x, y: centre.y + down * reach, r, label, letters });
    });
  }
  return { width, height, broker, clients, dense: false, upright: false };
}

/** @param {number[]} first @param {number[]} second @param {number} width @param {number} height @returns {StageLayout} */
function aboveAndBelow(first, second, width, height) {
  const narrow = width < 720;
  const seats = Math.max(first.length, second.length);
  const r = radiusFor(seats, narrow);
  const margin = UPRIGHT_MARGIN;
  const centre = { x: width / 2, y: margin.top + (height - margin.top - margin.bottom) / 2 };
  const ry = Math.min(Math.max((height - margin.top - margin.bottom) / 2 - 6, 40), 260);
  const rx = Math.min(Math.max(width / 2 - margin.side, 40), 390);
  const size = brokerSize(narrow);
  const broker = { ...centre, ...size, height: seats > ROW_MAX ? 96 : size.height };
  /** @type {Map<number, Place>} */
  const clients = new Map();
  for (const [side, actors] of /** @type {const} */ ([
    [-1, first],
    [1, second],
  ])) {
    const rows = actors.length > ROW_MAX ? 2 : 1;
    const reach = actors.length === 2 ? rx * 0.8 : rx;
    const apart = actors.length === 1 ? width / 2 : (rows * 2 * reach) / (actors.length - 1);
    actors.forEach((actor, index) => {
      const across = actors.length === 1 ? 0 : (2 * index) / (actors.length - 1) - 1;
      const out = rows === 2 && index % 2 === 1 ? INNER_ROW : 1 - BULGE * across * across * (rows === 1 ? 1 : 0);
      const label = across === 0 && rows === 1 ? 'right' : side < 0 && actors.length > 2 ? 'above' : 'below';
      const letters = Math.floor(Math.min(apart, width / 2 - r - 24) / LETTER);
      const y = centre.y + side * ry * out;
      if (actor > 0) clients.set(actor, { x: centre.x + across * reach, y, r, label, letters });
    });
  }
  return { width, height, broker, clients, dense: false, upright: true };
}

/** @param {number[]} seats @param {number} width @param {number} height @param {boolean} upright @returns {StageLayout} */
function crowd(seats, width, height, upright) {
  const actors = seats.filter((actor) => actor > 0);
  const margin = upright ? UPRIGHT_MARGIN : MARGIN;
  const centre = { x: width / 2, y: margin.top + (height - margin.top - margin.bottom) / 2 };
  const rx = Math.max(width / 2 - margin.side, 40);
  const ry = Math.max((height - margin.top - margin.bottom) / 2 - 6, 40);
  /** @type {Map<number, Place>} */
  const clients = new Map();
  let next = 0;
  ringSizes(actors.length).forEach((size, ring) => {
    for (let index = 0; index < size; ++index) {
      const angle = Math.PI + ((2 * index + ring) * Math.PI) / size;
      const scale = 1 - RING_STEP * ring;
      const x = centre.x + Math.cos(angle) * scale * rx;
      const y = centre.y + Math.sin(angle) * scale * ry;
      clients.set(actors[next++], { x, y, r: 7, label: 'below', letters: 0 });
    }
  });
  return { width, height, broker: { ...centre, width: 176, height: 120 }, clients, dense: true, upright };
}

/** @param {boolean} narrow */
const brokerSize = (narrow) => (narrow ? { width: 222, height: 124 } : { width: 248, height: 152 });

/** How many clients stand on each ring, the outermost first: an inner ring has less room. @param {number} count */
function ringSizes(count) {
  const rings = Math.min(Math.max(Math.ceil(count / RING_MAX), 1), RINGS_MAX);
  const room = (/** @type {number} */ ring) => 1 - RING_STEP * ring;
  let left = count;
  let roomLeft = 0;
  for (let ring = 0; ring < rings; ++ring) roomLeft += room(ring);
  return Array.from({ length: rings }, (_, ring) => {
    const size = Math.round((left * room(ring)) / roomLeft);
    left -= size;
    roomLeft -= room(ring);
    return size;
  });
}

/**
 * How much larger than life the stage is drawn: on a wide screen or a projector everything grows.
 * @param {number} width
 * @param {number} height
 * @param {number} count of clients
 */
export function zoomFor(width, height, count) {
  if (count >= DENSE_FROM) return 1;
  const room = height > width * 1.05 ? width / 390 : Math.min(width / 980, height / 470);
  return Math.min(Math.max(room, 0.85), 1.6);
}
