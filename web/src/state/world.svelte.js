// What the page knows: the events of the trace, and what the engine says of the moment looked at.
// Both come from the worker only; nothing else writes here.
import { decodeBatch } from '../../../wasm-glue/bindings/engine.js';
import { EngineClient } from '../engine/engineClient.js';
import { EventStore } from '../trace/eventStore.js';
import { Visitors } from '../trace/visitors.js';
import { sharedWith } from './sharedWith.js';

/** @import { BrokerView, ClientGlance, Language } from '../../../wasm-glue/bindings/types' */
/** @import { Moment, RelayReport, Screen } from '../engine/messages' */

/** @type {Moment} */
const NOTHING = {
  kind: 'moment',
  now: 0,
  horizon: 0,
  next: -1,
  live: false,
  state: null,
  client: null,
  batch: null,
};

class World {
  store = new EventStore();
  visitors = new Visitors();
  /** Grows whenever events were added or forgotten: what reads `store` reads this first. */
  version = $state(0);
  /** @type {Moment} */
  moment = $state.raw(NOTHING);
  /** How everybody is: the same objects as long as nothing about them changes. @type {ClientGlance[]} */
  glance = $state.raw([]);
  /** @type {Screen[]} */
  screens = $state.raw([]);
  /** @type {BrokerView | null} */
  broker = $state.raw(null);
  /** What everybody is called, also who has gone: a real client by its Client Identifier. @type {Map<number, string>} */
  names = $state.raw(new Map());
  /** Wall milliseconds at which `moment` arrived. */
  momentArrived = 0;
  /** @type {RelayReport | null} */
  relay = $state.raw(null);
  /** Why there is no engine, or ''. */
  failure = $state('');
  ready = $state(false);
  /** A moment of the present world has come. */
  begun = false;
  /** Told of each moment after it was taken in. @type {((moment: Moment) => void)[]} */
  listeners = [];

  constructor() {
    const worker = new Worker(new URL('../worker/engine.worker.js', import.meta.url), { type: 'module' });
    this.client = new EngineClient(worker, {
      moment: (moment) => this.take(moment),
      relay: (report) => (this.relay = report),
      failed: (message) => (this.failure = message),
    });
  }

  /** @param {Moment} moment */
  take(moment) {
    if (moment.batch) {
      const events = decodeBatch(moment.batch);
      this.store.add(moment.batch.keepBelow, events);
      this.nameAll(this.visitors.hear(events));
      this.version += 1;
    }
    this.moment = moment;
    if (moment.state) {
      this.glance = sharedWith(this.glance, moment.state.glance);
      if (this.screens.length + moment.state.screens.length > 0) this.screens = moment.state.screens;
      this.broker = moment.state.broker;
      this.nameAll(this.glance);
    }
    if (moment.live) this.meetStrangers();
    this.momentArrived = performance.now();
    this.ready = this.begun = true;
    for (const listener of this.listeners) listener(moment);
  }

  /** @param {ClientGlance[]} glance */
  nameAll(glance) {
    /** @type {[number, string][]} */
    const news = [];
    for (const { id, kind, name, clientId } of glance.map((client) => this.visitors.see(client))) {
      const called = kind === 'real' && clientId !== '' ? clientId : (this.names.get(id) ?? name);
      if (called !== this.names.get(id)) news.push([id, called]);
    }
    if (news.length > 0) this.names = new Map([...this.names, ...news]);
  }

  /** Some real clients come and go between two looks: who they were, the engine can still tell. */
  meetStrangers() {
    if (!this.visitors.haveStrangers()) return;
    const { generation } = this.store;
    void this.client.ask('actors', {}).then((actors) => {
      if (generation === this.store.generation) this.nameAll(this.visitors.meet(actors));
    });
  }

  /** Forgets the trace: a new world begins. */
  clear() {
    this.store.clear();
    this.names = new Map();
    this.visitors.clear();
    this.begun = false;
    this.version += 1;
    this.moment = { ...NOTHING, live: this.moment.live };
    this.glance = [];
    this.screens = [];
    this.broker = null;
  }

  /** @param {number} actor @returns {ClientGlance | undefined} */
  clientOf(actor) {
    return this.glance.find(({ id }) => id === actor);
  }

  /** @param {number} actor @returns {Screen | undefined} */
  screenOf(actor) {
    return this.screens.find((screen) => screen.actor === actor);
  }
}

export const world = new World();

/** Sentences the engine has given, by language and event. */
class Sentences {
  /** @type {Record<Language, Map<number, string>>} */
  known = { es: new Map(), en: new Map() };
  /** @type {Record<Language, Set<number>>} */
  asked = { es: new Set(), en: new Set() };
  version = $state(0);

  /** The sentence of an event, or '' until the engine has answered. @param {number} event @param {Language} language */
  of(event, language) {
    void this.version;
    const sentence = this.known[language].get(event);
    if (sentence === undefined) this.want(event, language);
    return sentence ?? '';
  }

  /** @param {number} event @param {Language} language */
  want(event, language) {
    const asked = this.asked[language];
    if (asked.has(event)) return;
    if (asked.size === 0) queueMicrotask(() => this.ask(language));
    asked.add(event);
  }

  /** @param {Language} language */
  async ask(language) {
    const events = [...this.asked[language]];
    const known = this.known[language];
    const sentences = await world.client.ask('sentences', { events, language });
    if (known !== this.known[language]) return;
    events.forEach((event, index) => {
      known.set(event, sentences[index]);
      this.asked[language].delete(event);
    });
    if (this.asked[language].size > 0) void this.ask(language);
    this.version += 1;
  }

  /** Events with these ids may now be others. @param {number} from */
  forget(from) {
    for (const language of /** @type {const} */ (['es', 'en'])) {
      this.known[language] = new Map([...this.known[language]].filter(([id]) => id < from));
      this.asked[language] = new Set();
    }
    this.version += 1;
  }
}

export const sentences = new Sentences();
world.listeners.push((moment) => {
  if (moment.batch && moment.batch.keepBelow !== Infinity) sentences.forget(moment.batch.keepBelow);
});
