// Virtual time in step with the wall clock, while real clients are served.

export class LiveClock {
  /** @param {() => number} wall milliseconds that never go back */
  constructor(wall) {
    this.wall = wall;
    this.running = false;
    /** Virtual microseconds at the start, and the wall's milliseconds then. */
    this.base = 0;
    this.started = 0;
  }

  /** Runs from a virtual moment on. @param {number} from */
  start(from) {
    this.base = from;
    this.started = this.wall();
    this.running = true;
  }

  stop() {
    this.running = false;
  }

  /** The virtual moment that the wall clock stands for, in whole microseconds. */
  now() {
    return this.base + Math.round((this.wall() - this.started) * 1000);
  }
}
