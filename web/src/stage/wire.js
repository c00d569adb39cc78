// Links as curves, and where on them a packet is. Each direction has a lane of its own side, so that
// what goes and what comes never collide.

/** @import { Place, StageLayout } from './layout.js' */

/**
 * @typedef {object} Point
 * @property {number} x
 * @property {number} y
 *
 * @typedef {object} Lane a quadratic curve from sender to receiver
 * @property {Point} from
 * @property {Point} bend
 * @property {Point} to
 * @property {Point} outward the unit normal on the lane's own side
 */

/** Half the size of the largest pill: lanes keep far enough apart for two of them side by side. */
const PILL = { halfWidth: 62, halfHeight: 15 };

/**
 * @param {StageLayout['broker']} broker
 * @param {Place} client
 * @param {'up' | 'down'} direction 'up' travels to the broker
 * @returns {Lane}
 */
export function laneBetween(broker, client, direction) {
  const dx = broker.x - client.x;
  const dy = broker.y - client.y;
  const length = Math.hypot(dx, dy) || 1;
  const along = { x: dx / length, y: dy / length };
  const sign = direction === 'up' ? 1 : -1;
  const outward = { x: along.y * sign, y: -along.x * sign };
  const small = client.r < 12;
  const wanted = Math.abs(outward.x) * PILL.halfWidth + Math.abs(outward.y) * PILL.halfHeight + 4;
  // A short link has no room for a wide bow.
  const apart = small ? 2 : Math.min(wanted, Math.max(length - client.r - rimDistance(broker, along), 0) * 0.42 + 8);
  const aside = small ? 1 : Math.min(Math.max(apart * 0.4, 8), client.r * 0.62);
  const edge = rimDistance(broker, along);
  const atClient = offset(client, along, client.r + 5 - (aside * aside) / (2 * client.r), outward, aside);
  const atBroker = offset(broker, along, -edge, outward, aside);
  const middle = { x: (atClient.x + atBroker.x) / 2, y: (atClient.y + atBroker.y) / 2 };
  // Half of the bend's distance is what the middle of a quadratic curve moves by.
  const bow = 2 * (apart - aside);
  const bend = { x: middle.x + outward.x * bow, y: middle.y + outward.y * bow };
  return direction === 'up'
    ? { from: atClient, bend, to: atBroker, outward }
    : { from: atBroker, bend, to: atClient, outward };
}

/** From the broker's centre to its rim, against the direction. @param {{ width: number, height: number }} broker @param {Point} along */
function rimDistance(broker, along) {
  const horizontal = broker.width / 2 / Math.max(Math.abs(along.x), 1e-6);
  const vertical = broker.height / 2 / Math.max(Math.abs(along.y), 1e-6);
  return Math.min(horizontal, vertical) + 4;
}

/** @param {Point} start @param {Point} along @param {number} forward @param {Point} outward @param {number} aside */
const offset = (start, along, forward, outward, aside) => ({
  x: start.x + along.x * forward + outward.x * aside,
  y: start.y + along.y * forward + outward.y * aside,
});

/** @param {Lane} lane @param {number} progress from 0 to 1 @returns {Point} */
export function pointOn(lane, progress) {
  const t = Math.min(Math.max(progress, 0), 1);
  const a = (1 - t) * (1 - t);
  const b = 2 * t * (1 - t);
  const c = t * t;
  return {
    x: a * lane.from.x + b * lane.bend.x + c * lane.to.x,
    y: a * lane.from.y + b * lane.bend.y + c * lane.to.y,
  };
}

/** @param {Lane} lane */
export const pathOf = ({ from, bend, to }) =>
  `M${round(from.x)} ${round(from.y)}Q${round(bend.x)} ${round(bend.y)} ${round(to.x)} ${round(to.y)}`;

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

/** Half way between what goes and what comes. @param {StageLayout['broker']} broker @param {Place} client @returns {Point} */
export function middleOf(broker, client) {
  const up = pointOn(laneBetween(broker, client, 'up'), 0.5);
  const down = pointOn(laneBetween(broker, client, 'down'), 0.5);
  return { x: (up.x + down.x) / 2, y: (up.y + down.y) / 2 };
}

/** Every lane there is, by actor; by its negative, those from the broker. @param {StageLayout} layout */
export function lanesOf({ broker, clients }) {
  /** @type {Map<number, Lane>} */
  const byActor = new Map();
  for (const [actor, place] of clients) {
    byActor.set(actor, laneBetween(broker, place, 'up'));
    byActor.set(-actor, laneBetween(broker, place, 'down'));
  }
  return byActor;
}
