// The script on the table and the world that was made of it: the one gateway for both.
import { withLine, withoutLinesAfter } from '../script/scriptLines.js';
import { playback } from './playback.svelte.js';
import { selection } from './selection.svelte.js';
import { sentences, world } from './world.svelte.js';

/** @import { ActResult, LoadResult, ScenarioError } from '../../../wasm-glue/bindings/types' */
/** @import { Written } from '../script/scriptLines.js' */

class Scenario {
  /** The text on the table, run or not. */
  text = $state('');
  /** What the present world was made of, with what was done since. */
  run = $state('');
  title = $state('');
  /** The built-in scenario it came from, or ''. */
  name = $state('');
  /** @type {ScenarioError[]} */
  errors = $state.raw([]);
  /** @type {Written[]} */
  written = [];

  edited = $derived(this.text !== this.run);

  /** Makes a new world of a script; one with errors changes nothing but `errors`. @param {string} text @param {string} [name] @returns {Promise<LoadResult>} */
  async load(text, name = '') {
    const result = await world.client.ask('load', { text });
    if (result.ok) {
      world.clear();
      sentences.forget(0);
      this.text = this.run = text;
      this.title = result.title;
      this.name = name;
      playback.scriptEnd = result.scriptEnd;
      this.written = [];
      this.errors = [];
      selection.clear();
      playback.pause();
      playback.now = 0;
      playback.following = true;
    }
    return result;
  }

  /** Runs what is on the table. */
  async runText() {
    const result = await this.load(this.text, this.name);
    if (!result.ok) this.errors = result.errors;
    return result;
  }

  /** The editor's text changed. @param {string} text */
  async edit(text) {
    this.text = text;
    const errors = await world.client.ask('check', { text });
    if (this.text === text) this.errors = errors;
  }

  /** Does something now, and writes it into the script. @param {string} line @returns {Promise<ActResult>} */
  async act(line) {
    const now = playback.now;
    playback.pause();
    const result = await world.client.ask('act', { line, at: now });
    if (!result.ok) return result;
    this.write({ line: result.line, at: result.at });
    playback.following = true;
    playback.play();
    return result;
  }

  /** @param {Written} added */
  write(added) {
    const kept = withoutLinesAfter(this.run, this.written, added.at);
    this.written = [...this.written.filter(({ at }) => at <= added.at), added];
    const clean = !this.edited;
    this.run = withLine(kept, added);
    if (clean) this.text = this.run;
    else this.text = withLine(withoutLinesAfter(this.text, this.written, added.at), added);
  }
}

export const scenario = new Scenario();
