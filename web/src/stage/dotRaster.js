// Thousands of dots a frame, stamped into pixels: for a canvas each of them would be a drawing of its own.

/** Radius of a dot, in CSS pixels. */
const RADIUS = 4.5;

export class DotRaster {
  /**
   * @param {number} width in CSS pixels
   * @param {number} height
   * @param {number} ratio device pixels in a CSS pixel
   */
  constructor(width, height, ratio) {
    this.ratio = ratio;
    this.width = Math.max(Math.round(width * ratio), 1);
    this.height = Math.max(Math.round(height * ratio), 1);
    /** One word a pixel: red, green, blue and coverage, from the lowest byte up. */
    this.pixels = new Uint32Array(this.width * this.height);
    this.stamp = stampOf(RADIUS * ratio);
  }

  clear() {
    this.pixels.fill(0);
  }

  /** @param {number} x @param {number} y the middle, in CSS pixels @param {number} colour as of `wordOf` */
  dot(x, y, colour) {
    const { pixels, width, height, stamp } = this;
    const left = Math.round(x * this.ratio) - stamp.reach;
    const top = Math.round(y * this.ratio) - stamp.reach;
    if (left < 0 || top < 0 || left + stamp.side > width || top + stamp.side > height) return;
    for (let row = 0, from = 0; row < stamp.side; ++row) {
      let at = (top + row) * width + left;
      for (let column = 0; column < stamp.side; ++column, ++at, ++from) {
        const coverage = stamp.coverage[from];
        // Where dots overlap, the rim of one leaves the middle of another alone.
        if (coverage > 0 && coverage >= pixels[at] >>> 24) pixels[at] = colour | (coverage << 24);
      }
    }
  }

  /** The same pixels, as a canvas takes them. */
  image() {
    return new ImageData(new Uint8ClampedArray(this.pixels.buffer), this.width, this.height);
  }
}

/** How much of each pixel of a square a dot covers, from 0 to 255. @param {number} radius in device pixels */
function stampOf(radius) {
  const reach = Math.ceil(radius);
  const side = 2 * reach + 1;
  const coverage = new Uint8Array(side * side);
  for (let index = 0; index < coverage.length; ++index) {
    const distance = Math.hypot((index % side) - reach, Math.floor(index / side) - reach);
    coverage[index] = Math.round(Math.min(Math.max(radius + 0.5 - distance, 0), 1) * 255);
  }
  return { reach, side, coverage };
}

/** A colour without its coverage. @param {string} hex such as #0072b2 */
export function wordOf(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  return (value >> 16) | (value & 0xff00) | ((value & 0xff) << 16);
}
