// What is being inspected, and which panels are open.
import { world } from './world.svelte.js';

/**
 * @typedef {{ kind: 'none' } | { kind: 'broker' } | { kind: 'client', actor: number } | { kind: 'event', event: number }} Selected
 * @typedef {'stage' | 'log' | 'inspector' | 'script' | 'real'} Tab the one view of a narrow screen
 */

class Selection {
  /** @type {Selected} */
  selected = $state.raw({ kind: 'none' });
  /** The first screen: nothing but the stage, until somebody wants more. */
  intro = $state(true);
  scriptOpen = $state(false);
  logOpen = $state(true);
  realOpen = $state(false);
  /** @type {Tab} */
  tab = $state('stage');

  selectBroker() {
    this.select({ kind: 'broker' });
  }

  /** @param {number} actor */
  selectClient(actor) {
    this.select({ kind: 'client', actor });
    world.client.watch(actor);
  }

  /** @param {number} event */
  selectEvent(event) {
    this.select({ kind: 'event', event });
  }

  clear() {
    this.select({ kind: 'none' });
  }

  /** @param {Selected} selected */
  select(selected) {
    this.selected = selected;
    if (selected.kind !== 'none') {
      this.intro = false;
      this.realOpen = false;
      this.tab = 'inspector';
    } else if (this.tab === 'inspector') {
      this.tab = 'stage';
    }
  }

  /** As it stands in a link. */
  get text() {
    const { selected } = this;
    if (selected.kind === 'client') return `client:${selected.actor}`;
    if (selected.kind === 'event') return `event:${selected.event}`;
    return selected.kind === 'broker' ? 'broker' : '';
  }

  /** @param {string} text from a link; what it does not know selects nothing */
  restore(text) {
    const [kind, number] = text.split(':');
    const id = Number(number);
    if (kind === 'broker') this.selectBroker();
    else if (kind === 'client' && Number.isSafeInteger(id)) this.selectClient(id);
    else if (kind === 'event' && Number.isSafeInteger(id)) this.selectEvent(id);
    else this.clear();
    this.tab = 'stage';
  }
}

export const selection = new Selection();
