import { describe, expect, it } from 'vitest';
import { DotRaster, wordOf } from './dotRaster.js';

const bytesAt = (/** @type {DotRaster} */ { pixels, width }, /** @type {number} */ x, /** @type {number} */ y) => [
  ...new Uint8Array(pixels.buffer, (y * width + x) * 4, 4),
];

describe('dots stamped into pixels', () => {
  it('are of their colour in the middle, soft at the rim and nothing beyond', () => {
    const raster = new DotRaster(40, 40, 1);
    raster.dot(20, 20, wordOf('#e69f00'));
    expect(bytesAt(raster, 20, 20)).toEqual([0xe6, 0x9f, 0x00, 255]);
    expect(bytesAt(raster, 24, 22)[3]).toBeGreaterThan(0);
    expect(bytesAt(raster, 24, 22)[3]).toBeLessThan(255);
    expect(bytesAt(raster, 26, 20)).toEqual([0, 0, 0, 0]);
  });

  it('leave the middle of another alone with their rim', () => {
    const raster = new DotRaster(40, 40, 1);
    raster.dot(20, 20, wordOf('#e69f00'));
    raster.dot(24, 22, wordOf('#0072b2'));
    expect(bytesAt(raster, 20, 20).slice(0, 3)).toEqual([0xe6, 0x9f, 0x00]);
    expect(bytesAt(raster, 24, 22)).toEqual([0x00, 0x72, 0xb2, 255]);
  });

  it('are left out where they would leave the stage', () => {
    const raster = new DotRaster(40, 40, 2);
    raster.dot(1, 20, wordOf('#e69f00'));
    raster.dot(20, 39, wordOf('#e69f00'));
    expect(raster.pixels.every((pixel) => pixel === 0)).toBe(true);
    raster.dot(20, 20, wordOf('#e69f00'));
    expect(bytesAt(raster, 40, 40)[3]).toBe(255);
    raster.clear();
    expect(bytesAt(raster, 40, 40)[3]).toBe(0);
  });
});
