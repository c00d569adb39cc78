import { describe, expect, it } from 'vitest';
import { glanceOf } from '../trace/event.fixture.js';
import { sharedWith } from './sharedWith.js';

describe('what everybody looks like', () => {
  it('is the same array while nothing changes but what is not shown', () => {
    const before = [glanceOf({ id: 1 }), glanceOf({ id: 2 })];
    expect(sharedWith(before, [glanceOf({ id: 1, received: 7 }), glanceOf({ id: 2 })])).toBe(before);
  });

  it('keeps the objects of those who have not changed', () => {
    const before = [glanceOf({ id: 1 }), glanceOf({ id: 2 })];
    const after = sharedWith(before, [glanceOf({ id: 1 }), glanceOf({ id: 2, state: 'offline' })]);
    expect(after[0]).toBe(before[0]);
    expect(after[1].state).toBe('offline');
  });

  it('follows whoever comes and goes', () => {
    const before = [glanceOf({ id: 1 }), glanceOf({ id: 2 })];
    expect(sharedWith(before, [glanceOf({ id: 1 })])).toEqual([before[0]]);
    expect(sharedWith([], before)).toEqual(before);
  });
});
