import { describe, expect, it } from 'vitest';
import { event, sent } from './event.fixture.js';
import { EventStore } from './eventStore.js';

describe('the event store', () => {
  it('finds events by id and by moment', () => {
    const store = new EventStore();
    store.add(Infinity, [event({ id: 1, at: 10 }), event({ id: 2, at: 10 }), event({ id: 3, at: 30 })]);
    expect(store.byId(2)?.id).toBe(2);
    expect(store.byId(4)).toBeUndefined();
    expect(store.countUntil(10)).toBe(2);
    expect(store.momentAfter(10)).toBe(30);
    expect(store.momentAfter(30)).toBe(-1);
    expect(store.momentBefore(30)).toBe(10);
    expect(store.momentBefore(10)).toBe(-1);
  });

  it('forgets the future that a fork replaces', () => {
    const store = new EventStore();
    store.add(Infinity, [
      sent(1, 0, 50),
      event({ id: 2, at: 50, kind: 'packet_received', cause: 1 }),
      event({ id: 3, at: 60, kind: 'note' }),
    ]);
    store.add(2, [event({ id: 2, at: 20, kind: 'packet_lost', cause: 1 })]);
    expect(store.events.map(({ id, kind }) => [id, kind])).toEqual([
      [1, 'packet_sent'],
      [2, 'packet_lost'],
    ]);
    expect(store.notes).toEqual([]);
    expect(store.ends.get(1)?.kind).toBe('packet_lost');
  });

  it('knows the packet that was lost also when something else caused the loss', () => {
    const store = new EventStore();
    store.add(Infinity, [
      sent(1, 0, 50),
      event({ id: 2, at: 20, kind: 'link_cut' }),
      event({ id: 3, at: 20, kind: 'packet_lost', cause: 2, also: 1 }),
    ]);
    expect(store.ends.get(1)?.id).toBe(3);
  });
});
