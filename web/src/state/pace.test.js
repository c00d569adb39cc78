import { describe, expect, it } from 'vitest';
import { event, sent } from '../trace/event.fixture.js';
import { EventStore } from '../trace/eventStore.js';
import { rateOf, readingTime, shortestDrawn } from './pace.js';

/** @param {import('../../../wasm-glue/bindings/types').TraceEvent[]} events */
function storeOf(...events) {
  const store = new EventStore();
  store.add(Infinity, events);
  return store;
}

describe('the pace', () => {
  it('is a multiple of the wall clock when one is chosen', () => {
    expect(rateOf(10, storeOf(), 0, -1)).toBe(10_000_000);
    expect(rateOf(0.01, storeOf(), 0, -1)).toBe(10_000);
  });

  it('lets a flight be seen for about a second at reading pace, however fast it is', () => {
    for (const flight of [1_000, 100_000, 5_000_000]) {
      const seconds = flight / rateOf('auto', storeOf(sent(1, 0, flight)), 10, -1);
      expect(seconds).toBeGreaterThan(0.8);
      expect(seconds).toBeLessThan(1.5);
    }
  });

  it('hurries through silence at reading pace: an hour takes no longer than two seconds', () => {
    const hour = 3_600_000_000;
    expect(hour / rateOf('auto', storeOf(event({ id: 1 })), 0, hour)).toBeLessThan(2);
  });

  it('dwells on what has just gone wrong', () => {
    const store = storeOf(event({ id: 1, at: 1_000_000, kind: 'link_cut' }));
    expect(rateOf('auto', store, 1_000_000, 90_000_000)).toBeLessThan(200_000);
  });

  it('keeps packets on screen longer the faster time goes', () => {
    expect(shortestDrawn(100)).toBe(shortestDrawn(1) * 100);
  });

  it('waits longer for a longer note, but never long', () => {
    expect(readingTime('x'.repeat(80))).toBeGreaterThan(readingTime('x'));
    expect(readingTime('x'.repeat(10_000))).toBeLessThan(6_000);
  });
});
