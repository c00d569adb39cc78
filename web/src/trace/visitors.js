// Real clients that were here, for as long as their packets are being shown. Some come and go between
// two looks at the world; the trace has them all.

/** @import { Actor, ClientGlance, TraceEvent } from '../../../wasm-glue/bindings/types' */

/** No more than this many are remembered: the last ones. */
const VISITORS_MAX = 200;

export class Visitors {
  constructor() {
    /** As they were last seen. @type {Map<number, ClientGlance>} */
    this.known = new Map();
    /** The highest actor that somebody has told about, and the highest that the trace has named. */
    this.metUntil = 0;
    this.heardUntil = 0;
    /** Client Identifiers of those not seen yet. @type {Map<number, string>} */
    this.identifiers = new Map();
  }

  clear() {
    Object.assign(this, new Visitors());
  }

  /**
   * Listens for who is here, and gives back those whose Client Identifier has just become known.
   * @param {TraceEvent[]} events
   * @returns {ClientGlance[]}
   */
  hear(events) {
    /** @type {ClientGlance[]} */
    const named = [];
    for (const { actor, kind, text } of events) {
      if (actor > this.heardUntil) this.heardUntil = actor;
      if (kind !== 'session_created' && kind !== 'session_resumed') continue;
      const client = this.known.get(actor);
      if (client?.clientId === '') named.push({ ...client, clientId: text });
      else if (actor > this.metUntil) this.identifiers.set(actor, text);
    }
    return named;
  }

  haveStrangers() {
    return this.heardUntil > this.metUntil;
  }

  /** Takes in who everybody is, and gives back those who were strangers. @param {Actor[]} actors @returns {ClientGlance[]} */
  meet(actors) {
    const met = actors.filter(({ id, kind }) => kind === 'real' && id > this.metUntil && !this.known.has(id));
    const visitors = met.map((actor) => goneClient(actor, this.identifiers.get(actor.id) ?? ''));
    this.metUntil = Math.max(this.metUntil, actors.at(-1)?.id ?? 0);
    this.identifiers.clear();
    return visitors;
  }

  /** Remembers a real client, and gives it back with its Client Identifier if that was ever told. @param {ClientGlance} client @returns {ClientGlance} */
  see(client) {
    if (client.kind === 'virtual') return client;
    const clientId = client.clientId || this.known.get(client.id)?.clientId || (this.identifiers.get(client.id) ?? '');
    const seen = clientId === client.clientId ? client : { ...client, clientId };
    this.known.set(client.id, seen);
    if (this.known.size > VISITORS_MAX) this.forgetOldest();
    return seen;
  }

  forgetOldest() {
    for (const id of this.known.keys()) {
      this.known.delete(id);
      return;
    }
  }

  /**
   * Who is to be seen: every virtual client, the real ones that are there or have left a Session, and those
   * that have gone but whose packets are still being shown.
   * @param {ClientGlance[]} glance
   * @param {Iterable<number>} recent
   * @returns {ClientGlance[]}
   */
  onStage(glance, recent) {
    const here = glance.filter(({ kind, state, session }) => kind === 'virtual' || state !== 'offline' || session);
    const ids = new Set(here.map(({ id }) => id));
    const gone = [...recent].flatMap((id) => {
      const client = ids.has(id) ? undefined : this.known.get(id);
      return client
        ? [{ ...client, state: /** @type {const} */ ('offline'), queued: 0, inflight: 0, will: false }]
        : [];
    });
    if (gone.length > 0) return [...here, ...gone];
    return here.length === glance.length ? glance : here;
  }
}

/** @param {Actor} actor @param {string} clientId @returns {ClientGlance} */
const goneClient = (actor, clientId) => ({
  ...actor,
  clientId,
  state: 'offline',
  version: '5.0',
  will: false,
  session: false,
  queued: 0,
  inflight: 0,
  subscriptions: 0,
  received: 0,
  link: 'up',
});
