import { describe, expect, it } from 'vitest';
import { event, sent } from './event.fixture.js';
import { EventStore } from './eventStore.js';
import { flightsAt, shortestInAir } from './flights.js';

/** @param {import('../../../wasm-glue/bindings/types').TraceEvent[]} events */
function storeOf(...events) {
  const store = new EventStore();
  store.add(Infinity, events);
  return store;
}

describe('a packet on the wire', () => {
  it('is where the share of its time says, forwards and backwards', () => {
    const store = storeOf(sent(1, 1_000, 51_000));
    const progress = (/** @type {number} */ now) => flightsAt(store, now, 0)[0]?.progress;
    expect(progress(999)).toBeUndefined();
    expect(progress(1_000)).toBe(0);
    expect(progress(26_000)).toBe(0.5);
    expect(progress(50_999)).toBeCloseTo(1, 3);
    expect(progress(51_000)).toBeUndefined();
    expect(progress(13_500)).toBe(0.25);
  });

  it('breaks where it was lost, fades there and is gone', () => {
    const store = storeOf(sent(1, 0, 100), event({ id: 2, at: 50, kind: 'packet_lost', cause: 1 }));
    expect(flightsAt(store, 40, 0)[0]).toMatchObject({ progress: 0.4, broken: 0 });
    expect(flightsAt(store, 50, 0)[0]).toMatchObject({ progress: 0.5, broken: 0 });
    expect(flightsAt(store, 75, 0)[0]).toMatchObject({ progress: 0.5, broken: 0.25 });
    expect(flightsAt(store, 150, 0)).toEqual([]);
  });

  it('never breaks inside a client or the broker', () => {
    const store = storeOf(sent(1, 0, 100), event({ id: 2, at: 100, kind: 'packet_lost', cause: 1 }));
    expect(flightsAt(store, 90, 0)[0].progress).toBeLessThan(0.8);
  });

  it('is drawn long enough to be seen when it takes no time', () => {
    const store = storeOf(sent(1, 1_000, 1_000));
    expect(flightsAt(store, 1_300, 600)[0].progress).toBe(0.5);
    expect(flightsAt(store, 1_600, 600)).toEqual([]);
  });

  it('waits, as an answer, until what it answers has been seen to arrive', () => {
    const store = storeOf(
      sent(1, 1_000, 1_000),
      event({ id: 2, at: 1_000, kind: 'packet_received', cause: 1 }),
      sent(3, 1_000, 1_000, { cause: 2, side: 'broker' }),
    );
    expect(flightsAt(store, 1_300, 600).map(({ sent: { id } }) => id)).toEqual([1]);
    expect(flightsAt(store, 1_900, 600)[0]).toMatchObject({ sent: { id: 3 }, progress: 0.5 });
  });
});

describe('the shortest flight in the air', () => {
  it('is 0 when the air is empty', () => {
    expect(shortestInAir(storeOf(sent(1, 0, 50)), 50)).toBe(0);
  });

  it('is that of the fastest packet under way', () => {
    expect(shortestInAir(storeOf(sent(1, 0, 90), sent(2, 10, 40)), 20)).toBe(30);
    expect(shortestInAir(storeOf(sent(1, 0, 90), sent(2, 10, 40)), 60)).toBe(90);
  });
});
