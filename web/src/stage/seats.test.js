import { describe, expect, it } from 'vitest';
import { Seats } from './seats.js';

const virtual = (/** @type {number} */ id) => ({ id, kind: /** @type {const} */ ('virtual') });
const real = (/** @type {number} */ id) => ({ id, kind: /** @type {const} */ ('real') });

describe('seats around the broker', () => {
  it('go to the clients of the script in order, one half on each side', () => {
    const seats = new Seats();
    expect(seats.seat([1, 2, 3].map(virtual))).toEqual({ first: [1], second: [2, 3] });
    expect(seats.seat([1, 2].map(virtual))).toEqual({ first: [1], second: [2] });
    expect(seats.seat([])).toEqual({ first: [], second: [] });
  });

  it('go to real clients on the emptier side', () => {
    const seats = new Seats();
    const { first, second } = seats.seat([virtual(1), virtual(2), ...[3, 4, 5, 6].map(real)]);
    expect([first.length, second.length]).toEqual([3, 3]);
  });

  it('stay where they are while short-lived clients come and go', () => {
    const seats = new Seats();
    const stay = [virtual(1), virtual(2), real(3)];
    const full = seats.seat([...stay, real(4)]);
    const places = { ...full };
    for (let id = 5; id < 50; ++id) {
      const gone = seats.seat(stay);
      expect(gone.first.indexOf(3)).toBe(places.first.indexOf(3));
      expect([gone.first.length, gone.second.length]).toEqual([places.first.length, places.second.length]);
      expect([...Object.values(seats.seat([...stay, real(id)]))].flat()).toContain(id);
    }
  });

  it('are given up when less than half of a side is taken', () => {
    const seats = new Seats();
    seats.seat([virtual(1), virtual(2), ...[3, 4, 5, 6, 7, 8, 9, 10].map(real)]);
    const { first, second } = seats.seat([virtual(1), virtual(2)]);
    expect([first.length, second.length]).toEqual([2, 2]);
  });
});
