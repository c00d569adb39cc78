// What changes with every frame, for panels that need not: at once after a quiet time, else now and then.

/** @template T */
export class Calm {
  /** @type {T} */
  current = $state.raw(/** @type {T} */ (undefined));

  /**
   * Belongs to the component that makes it.
   * @param {() => T} value reads what may change
   * @param {number} milliseconds at least, between two changes
   */
  constructor(value, milliseconds) {
    this.current = value();
    let newest = this.current;
    let changed = -Infinity;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let due;
    const change = () => {
      due = undefined;
      changed = performance.now();
      this.current = newest;
    };
    $effect(() => {
      newest = value();
      if (due !== undefined) return;
      const wait = changed + milliseconds - performance.now();
      if (wait <= 0) change();
      else due = setTimeout(change, wait);
    });
    $effect(() => () => clearTimeout(due));
  }
}
