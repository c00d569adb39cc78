// Where the broker and the clients stand: a pure function of who there is and of the room there is.

/**
 * @typedef {object} Place
 * @property {number} x
 * @property {number} y
 * @property {number} r radius of the disc
 *
 * @typedef {object} StageLayout
 * @property {number} width
 * @property {number} height
 * @property {{ x: number, y: number, width: number, height: number }} broker centre and size
 * @property {Map<number, Place>} clients by actor
 * @property {boolean} dense too many clients for labels
 * @property {boolean} upright taller than wide: clients above and below the broker
 */

/** Room kept free for the caption above and the names below or, on an upright stage, beside. */
const MARGIN = { top: 92, bottom: 84, side: 92 };
const UPRIGHT_MARGIN = { top: 104, bottom: 66, side: 64 };
/** More clients than this are drawn small, without names. */
export const DENSE_FROM = 17;
/** Clients on the outermost of several rings, and how much smaller each ring inside it is. */
const RING_MAX = 56;
const RING_STEP = 0.14;
const RINGS_MAX = 5;
/** Up to so many clients stand on two sides, fanned out by this angle each. */
const TWO_SIDES_MAX = 8;
const SIDE_SPREAD = 1.25;
const SIDE_SPREAD_MAX = 2.2;

/**
 * @param {number[]} actors in the order of the script
 * @param {number} width
 * @param {number} height
 * @returns {StageLayout}
 */
export function layoutStage(actors, width, height) {
  const upright = height > width * 1.05;
  const narrow = width < 720;
  const margin = upright ? UPRIGHT_MARGIN : MARGIN;
  const dense = actors.length >= DENSE_FROM;
  const centre = { x: width / 2, y: margin.top + (height - margin.top - margin.bottom) / 2 };
  const across = Math.max(width / 2 - margin.side, 40);
  const down = Math.max((height - margin.top - margin.bottom) / 2 - 6, 40);
  const rx = Math.min(across, dense ? across : 390);
  const ry = Math.min(down, dense ? down : 260);
  const broker = { ...centre, ...brokerSize(narrow, dense) };
  const r = dense ? 7 : actors.length > 8 ? 22 : narrow || actors.length > 6 ? 26 : 34;
  /** @type {Map<number, Place>} */
  const clients = new Map();
  const stand = (/** @type {number} */ index, /** @type {number} */ across, /** @type {number} */ down) => {
    clients.set(actors[index], { x: centre.x + across * rx, y: centre.y + down * ry, r });
  };
  if (actors.length <= TWO_SIDES_MAX) {
    twoSides(actors.length, upright).forEach(({ across, down }, index) => stand(index, across, down));
  } else {
    let next = 0;
    ringSizes(actors.length).forEach((size, ring) => {
      for (let index = 0; index < size; ++index) {
        const angle = Math.PI + ((2 * index + ring) * Math.PI) / size;
        const scale = 1 - RING_STEP * ring;
        stand(next++, Math.cos(angle) * scale, Math.sin(angle) * scale);
      }
    });
  }
  return { width, height, broker, clients, dense, upright };
}

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

/**
 * Places for few clients, as shares of the room: the first half at the left (or above), the others at the
 * right (or below), so that most links are level and packets easy to read.
 * @param {number} count
 * @param {boolean} upright
 */
function twoSides(count, upright) {
  const first = Math.max(Math.floor(count / 2), 1);
  return Array.from({ length: count }, (_, index) => {
    const isFirst = index < first;
    const size = isFirst ? first : count - first;
    const place = isFirst ? index : index - first;
    const spread = Math.min(SIDE_SPREAD * (size - 1), SIDE_SPREAD_MAX);
    const angle = size === 1 ? 0 : (place / (size - 1) - 0.5) * spread;
    const outwards = Math.sqrt(Math.cos(angle)) * (isFirst ? -1 : 1);
    const aside = Math.sin(angle);
    return upright ? { across: aside, down: outwards } : { across: outwards, down: aside };
  });
}

/** @param {boolean} narrow @param {boolean} dense */
function brokerSize(narrow, dense) {
  if (dense) return { width: 176, height: 120 };
  return narrow ? { width: 222, height: 124 } : { width: 248, height: 152 };
}
