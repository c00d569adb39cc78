// One short message at a time, above everything, until it is closed or has been read.

/** @import { TextKey } from '../i18n/text.js' */

const SHOWN_MS = 6_000;

class Notices {
  /** @type {{ key: TextKey, tone: 'plain' | 'problem' } | null} */
  shown = $state.raw(null);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer = undefined;

  /** @param {TextKey} key @param {'plain' | 'problem'} [tone] a problem stays until it is closed */
  show(key, tone = 'plain') {
    clearTimeout(this.timer);
    this.shown = { key, tone };
    if (tone === 'plain') this.timer = setTimeout(() => this.close(), SHOWN_MS);
  }

  close() {
    clearTimeout(this.timer);
    this.shown = null;
  }
}

export const notices = new Notices();
