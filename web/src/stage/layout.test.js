import { describe, expect, it } from 'vitest';
import { layoutStage, zoomFor } from './layout.js';
import { Seats } from './seats.js';
import { laneBetween, pathOf, pointOn } from './wire.js';

const seats = (/** @type {number} */ count) =>
  new Seats().seat(Array.from({ length: count }, (_, index) => ({ id: index + 1, kind: 'virtual' })));

describe('the layout of the stage', () => {
  it('puts two clients left and right of the broker, or above and below where it is upright', () => {
    const wide = layoutStage(seats(2), 1000, 500);
    expect(wide.clients.get(1)?.x).toBeLessThan(wide.broker.x);
    expect(wide.clients.get(2)?.x).toBeGreaterThan(wide.broker.x);
    expect(wide.clients.get(1)?.y).toBeCloseTo(wide.broker.y);
    const upright = layoutStage(seats(2), 360, 560);
    expect(upright.clients.get(1)?.y).toBeLessThan(upright.broker.y);
    expect(upright.clients.get(2)?.y).toBeGreaterThan(upright.broker.y);
  });

  it.each([1, 2, 3, 5, 8, 16, 40, 200])('keeps %i clients inside the stage and apart from each other', (count) => {
    const { clients, width, height } = layoutStage(seats(count), 1200, 640);
    const places = [...clients.values()];
    expect(places).toHaveLength(count);
    for (const [index, { x, y, r }] of places.entries()) {
      expect(x - r).toBeGreaterThanOrEqual(0);
      expect(x + r).toBeLessThanOrEqual(width);
      expect(y - r).toBeGreaterThanOrEqual(0);
      expect(y + r).toBeLessThanOrEqual(height);
      for (const other of places.slice(index + 1)) {
        expect(Math.hypot(other.x - x, other.y - y)).toBeGreaterThan(r + other.r);
      }
    }
  });

  it.each([
    ['wide', 1280, 470],
    ['wide, beside two panels', 560, 470],
    ['a phone', 390, 560],
  ])('spaces 1 to 12 clients well: %s', (_, stageWidth, stageHeight) => {
    for (let count = 1; count <= 12; ++count) {
      const zoom = zoomFor(stageWidth, stageHeight, count);
      const { broker, clients, width, height } = layoutStage(seats(count), stageWidth / zoom, stageHeight / zoom);
      const places = [...clients.values()];
      for (const [index, { x, y, r }] of places.entries()) {
        expect(Math.min(x, width - x, y, height - y), `client ${index} of ${count}`).toBeGreaterThan(r);
        const outside = Math.max(Math.abs(x - broker.x) - broker.width / 2, Math.abs(y - broker.y) - broker.height / 2);
        expect(outside, `link ${index} of ${count}`).toBeGreaterThan(r + 24);
        for (const other of places.slice(index + 1)) {
          expect(Math.hypot(other.x - x, other.y - y)).toBeGreaterThan(r + other.r + 4);
        }
      }
    }
  });

  it('leaves the same clients where they are when asked again', () => {
    expect(layoutStage(seats(5), 900, 600)).toEqual(layoutStage(seats(5), 900, 600));
  });

  it('draws everything larger on a large screen, within bounds', () => {
    expect(zoomFor(1920, 900, 3)).toBe(1.6);
    expect(zoomFor(600, 400, 3)).toBe(0.85);
    expect(zoomFor(1920, 900, 200)).toBe(1);
  });
});

describe('the two lanes of a link', () => {
  const layout = layoutStage(seats(3), 1000, 560);

  it.each([1, 2, 3])('keep to their own side, client %i', (actor) => {
    const client = /** @type {import('./layout.js').Place} */ (layout.clients.get(actor));
    const up = pointOn(laneBetween(layout.broker, client, 'up'), 0.5);
    const down = pointOn(laneBetween(layout.broker, client, 'down'), 0.5);
    const cross = (/** @type {{ x: number, y: number }} */ point) =>
      (layout.broker.x - client.x) * (point.y - client.y) - (layout.broker.y - client.y) * (point.x - client.x);
    expect(Math.sign(cross(up))).toBe(-Math.sign(cross(down)));
    expect(Math.hypot(up.x - down.x, up.y - down.y)).toBeGreaterThan(30);
  });

  it('begin at the sender and end at the receiver', () => {
    const client = /** @type {import('./layout.js').Place} */ (layout.clients.get(1));
    const near = (/** @type {{ x: number, y: number }} */ point) => Math.hypot(point.x - client.x, point.y - client.y);
    const up = laneBetween(layout.broker, client, 'up');
    const down = laneBetween(layout.broker, client, 'down');
    expect(near(pointOn(up, 0))).toBeLessThan(client.r + 30);
    expect(near(pointOn(down, 1))).toBeLessThan(client.r + 30);
    expect(near(pointOn(up, 1))).toBeGreaterThan(client.r + 30);
    expect(pathOf(up)).toMatch(/^M[\d.]+ [\d.]+Q/);
  });
});
