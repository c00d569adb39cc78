import { describe, expect, it } from 'vitest';
import { sent } from '../trace/event.fixture.js';
import { layoutStage } from './layout.js';
import { pillsOf } from './pills.js';

const layout = layoutStage({ first: [1], second: [2] }, 1000, 560);
/** @param {number} id @param {number} progress @param {Partial<import('../../../wasm-glue/bindings/types').TraceEvent>} [more] */
const flight = (id, progress, more) => ({ sent: sent(id, 0, 100, more), progress, broken: 0 });

describe('the pills on the wires', () => {
  it('stand apart when two packets travel together', () => {
    const [first, second] = pillsOf(
      [flight(1, 0.5, { packetName: 'SUBACK', side: 'broker' }), flight(2, 0.5, { side: 'broker' })],
      layout,
    );
    expect(Math.abs(first.y - second.y)).toBeGreaterThanOrEqual(28);
  });

  it('become one with a count when many alike travel together', () => {
    const pills = pillsOf(
      [1, 2, 3, 4, 5].map((id) => flight(id, 0.5)),
      layout,
    );
    expect(pills).toHaveLength(1);
    expect(pills[0].count).toBe(5);
  });

  it('never hide a packet that is being lost', () => {
    const flights = [1, 2, 3, 4, 5].map((id) => flight(id, 0.5));
    const pills = pillsOf([...flights, { ...flight(6, 0.5), broken: 0.5 }], layout);
    expect(pills.map(({ broken }) => broken)).toEqual([0, 0.5]);
  });

  it('are not drawn for somebody who is not on the stage', () => {
    expect(pillsOf([flight(1, 0.5, { actor: 9 })], layout)).toEqual([]);
  });
});
