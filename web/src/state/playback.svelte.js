// The moment on screen and how it moves: play, pause, step, seek. The page's only animation frame.
import { airIsEmpty } from '../trace/flights.js';
import { noteAt } from '../trace/notes.js';
import { PACES, rateOf, readingTime, shortestDrawn } from './pace.js';
import { preferences } from './preferences.svelte.js';
import { world } from './world.svelte.js';

/** @import { Pace } from './pace.js' */

/** A step glides to its moment in this many milliseconds. */
const GLIDE_MS = 320;
/** The first screen's scene does not dawdle. */
const OPENING_HASTE = 1.6;
/** With the script over, a silence longer than this is its end; microseconds. */
const QUIET_US = 2_000_000;
/** After a hidden tab comes back no frame counts for more than this, in milliseconds. */
const FRAME_MS_MAX = 100;

class Playback {
  /** The moment on screen, in microseconds. */
  now = $state(0);
  playing = $state(false);
  /** @type {Pace} */
  pace = $state('auto');
  /** While real clients are served: whether the screen shows the present. */
  following = $state(true);
  /** The last moment that the script names. */
  scriptEnd = $state(0);
  /** Stop as soon as this kind of event has been seen and the air is empty, or ''. */
  stopAfter = '';
  /** Play beyond the end of the script, until nothing is pending. */
  goesOn = false;
  /** @type {{ from: number, to: number, started: number } | null} */
  glide = null;
  /** Wall milliseconds until which a note is being read. */
  readUntil = 0;
  lastFrame = 0;

  live = $derived(world.moment.live);
  /** Nothing can be shown later than this. */
  end = $derived(Math.max(world.moment.horizon, this.now));
  resting = $derived(!this.playing && !(this.live && this.following));

  start() {
    const frame = (/** @type {number} */ wall) => {
      this.frame(wall);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  /** The shortest flight drawn now. Real clients' packets take no virtual time. */
  get shortest() {
    return shortestDrawn(this.live ? 1 : this.pace);
  }

  /** @param {number} wall milliseconds */
  frame(wall) {
    const elapsed = Math.min(wall - this.lastFrame, FRAME_MS_MAX) / 1000;
    this.lastFrame = wall;
    if (this.glide) return this.glideOn(wall);
    if (this.live && this.following) {
      this.now = Math.round(world.moment.horizon + (performance.now() - world.momentArrived) * 1000);
      return;
    }
    if (this.playing && wall >= this.readUntil) this.playOn(elapsed, wall);
  }

  /** @param {number} elapsed seconds @param {number} wall */
  playOn(elapsed, wall) {
    const { store, moment } = world;
    if (this.mayRest()) return this.pause();
    const next = this.nextMoment();
    const haste = this.stopAfter ? OPENING_HASTE : 1;
    const rate = rateOf(this.live ? 1 : this.pace, store, this.now, next) * haste;
    // At reading pace no frame jumps over a moment at which something happens.
    const bound = this.pace === 'auto' && next >= 0 ? next : Infinity;
    const before = this.now;
    this.now = Math.round(Math.min(before + rate * elapsed, bound, Math.max(moment.horizon, before)));
    // The worker lives one frame ahead of what is drawn, and is not sent back for less.
    const ahead = Math.round(Math.max(Math.min(this.now + rate * elapsed, bound), this.now));
    const nearly = moment.now > ahead && moment.now - this.now < rate * elapsed * 3;
    if (!nearly) world.client.go(ahead);
    if (this.pace === 'auto' && !this.stopAfter) this.holdForNote(before, wall);
  }

  /** The next moment at which something happens, known or pending; -1: none. */
  nextMoment() {
    const known = world.store.momentAfter(this.now);
    if (known >= 0) return known;
    return world.moment.next >= this.now ? world.moment.next : -1;
  }

  /** @param {number} before @param {number} wall */
  holdForNote(before, wall) {
    const note = noteAt(world.store, this.now, preferences.language);
    if (note && note.at > before) this.readUntil = wall + readingTime(note.text);
  }

  /** Nothing is left to see: the scene that was wanted has been, or the script is over. */
  mayRest() {
    const { store } = world;
    if (!world.begun || !airIsEmpty(store, this.now, this.shortest)) return false;
    if (!this.stopAfter) return this.over && !(this.goesOn && this.nextMoment() >= 0);
    return store.events.some(({ kind, at }) => kind === this.stopAfter && at <= this.now);
  }

  play() {
    this.stopAfter = '';
    this.goesOn = false;
    this.glide = null;
    this.readUntil = 0;
    this.playing = true;
  }

  /** Plays until an event of this kind has been seen. @param {string} kind */
  playUntil(kind) {
    this.play();
    this.stopAfter = kind;
  }

  pause() {
    this.playing = false;
    this.glide = null;
    this.stopAfter = '';
    if (this.live) this.following = false;
  }

  toggle() {
    if (this.playing || (this.live && this.following)) return this.pause();
    const goesOn = this.over && !this.willRestart;
    if (this.willRestart) this.seek(0);
    this.play();
    this.goesOn = goesOn;
  }

  /** The script has been played and nothing happens for a while. */
  get over() {
    if (this.live || this.now < this.scriptEnd) return false;
    const next = this.nextMoment();
    return next < 0 || next - this.now > QUIET_US;
  }

  /** Playing now means from the beginning; at a chosen speed time goes on as long as something is pending. */
  get willRestart() {
    return this.now > 0 && this.over && (this.pace === 'auto' || this.nextMoment() < 0);
  }

  /** @param {number} to */
  seek(to) {
    this.glide = null;
    this.readUntil = 0;
    this.now = Math.max(0, Math.round(to));
    if (this.live) this.following = this.now >= world.moment.horizon;
    world.client.go(this.now);
  }

  /** @param {1 | -1} direction */
  step(direction) {
    const from = this.glide?.to ?? this.now;
    const to = direction > 0 ? this.momentAfter(from) : Math.max(world.store.momentBefore(from), 0);
    if (to < 0) return;
    this.pause();
    if (preferences.reducedMotion) return this.seek(to);
    this.glide = { from: this.now, to, started: performance.now() };
    world.client.go(to);
  }

  /** @param {number} from */
  momentAfter(from) {
    const known = world.store.momentAfter(from);
    return known >= 0 ? known : world.moment.next;
  }

  /** @param {number} wall */
  glideOn(wall) {
    if (!this.glide) return;
    const { from, to, started } = this.glide;
    const part = Math.min(Math.max((wall - started) / GLIDE_MS, 0), 1);
    const eased = 1 - (1 - part) ** 3;
    this.now = Math.round(from + (to - from) * eased);
    if (part < 1) return;
    if (world.moment.now === to || world.moment.horizon < to) world.client.go(to);
    this.glide = null;
    world.client.go(to);
  }

  toStart() {
    this.pause();
    this.seek(0);
  }

  /** To the present while real clients are served, to the furthest moment lived otherwise. */
  toEnd() {
    this.pause();
    this.seek(world.moment.horizon);
    this.following = true;
    // Real clients have gone on meanwhile: the present is wherever they are by now.
    if (this.live) world.client.go(Number.MAX_SAFE_INTEGER);
  }

  /** @param {1 | -1} direction */
  changePace(direction) {
    const index = PACES.indexOf(this.pace) + direction;
    this.pace = PACES[Math.min(Math.max(index, 0), PACES.length - 1)];
  }
}

export const playback = new Playback();
