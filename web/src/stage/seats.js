// Who sits on which side of the broker. A place stays free for a while after somebody has gone, so that
// nobody moves because a short-lived client comes and goes.

/** @import { ClientGlance } from '../../../wasm-glue/bindings/types' */

/**
 * @typedef {object} Seating actors on the two sides of the broker in order; 0: a free place
 * @property {number[]} first
 * @property {number[]} second
 */

export class Seats {
  constructor() {
    /** @type {number[][]} */
    this.sides = [[], []];
    /** The virtual clients that are seated. */
    this.script = '';
  }

  /**
   * Seats everybody: the clients of the script by their order, one half on each side; real ones where there
   * is room.
   * @param {Pick<ClientGlance, 'id' | 'kind'>[]} clients
   * @returns {Seating}
   */
  seat(clients) {
    const ids = (/** @type {'virtual' | 'real'} */ wanted) =>
      clients.filter(({ kind }) => kind === wanted).map(({ id }) => id);
    const virtual = ids('virtual');
    if (virtual.join(' ') !== this.script) {
      this.script = virtual.join(' ');
      const half = Math.max(Math.floor(virtual.length / 2), Math.min(virtual.length, 1));
      this.sides = [virtual.slice(0, half), virtual.slice(half)];
    }
    const here = new Set(clients.map(({ id }) => id));
    this.sides = this.sides.map((side) => side.map((id) => (here.has(id) ? id : 0)));
    const seated = new Set(this.sides.flat());
    for (const id of ids('real')) if (!seated.has(id)) this.giveSeat(id);
    this.sides = this.sides.map(withoutSpare);
    return { first: this.sides[0], second: this.sides[1] };
  }

  /** @param {number} id */
  giveSeat(id) {
    const [first, second] = this.sides;
    const free = this.sides.filter((side) => side.includes(0));
    const side = free.length > 0 ? emptier(free) : second.length <= first.length ? second : first;
    const place = side.indexOf(0);
    if (place >= 0) side[place] = id;
    else side.push(id);
  }
}

const taken = (/** @type {number[]} */ side) => side.filter((id) => id > 0).length;

/** @param {number[][]} sides */
const emptier = (sides) => sides.reduce((best, side) => (taken(side) < taken(best) ? side : best));

/** Gives up the last free places of a side of which less than half is taken. @param {number[]} side */
function withoutSpare(side) {
  let { length } = side;
  while (length > 2 * taken(side) && side[length - 1] === 0) length -= 1;
  return side.slice(0, length);
}
