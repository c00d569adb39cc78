// Answers the page's questions about the world, and reports its moments.

/** @import { ClientGlance, Engine } from '../../../wasm-glue/bindings/types' */
/** @import { Request, Report, Screen } from '../engine/messages' */
/** @import { LiveClock } from './liveClock.js' */

/** Worlds with more clients than this show no screens: the stage draws them too small to read. */
const SCREENS_MAX = 40;
/** Wall milliseconds that one `go` may take before it reports how far it came. */
const WORK_MS = 12;
/** Reports that nobody asked for are at least so many milliseconds apart. */
const REPORT_MS = 16;
/** With more clients than this everybody's state is looked at only so often, in milliseconds. */
const LARGE_FROM = 24;
const LARGE_MS = 150;

export class World {
  /**
   * @param {Engine} engine
   * @param {LiveClock} clock
   * @param {(report: Report, transfer?: Transferable[]) => void} post
   */
  constructor(engine, clock, post) {
    this.engine = engine;
    this.clock = clock;
    this.post = post;
    this.watched = 0;
    this.lastReport = 0;
    this.lastState = -LARGE_MS;
    /** How many clients there were when they were last looked at. */
    this.clients = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.stateDue = undefined;
    this.reportDue = false;
  }

  /** @param {string} text */
  load(text) {
    const result = this.engine.load(text);
    if (result.ok && this.clock.running) this.clock.start(0);
    return result;
  }

  /** @param {Exclude<Request, { kind: 'host' | 'load' }>} request */
  serve(request) {
    if (request.kind === 'go') return this.go(request.to);
    if (request.kind === 'watch') {
      this.watched = request.actor;
      return this.report();
    }
    this.post({ kind: 'answer', id: request.id, value: this.answer(request) });
    if (request.kind === 'act') this.report();
  }

  /** @param {Exclude<Request, { kind: 'host' | 'load' | 'go' | 'watch' }>} request */
  answer(request) {
    switch (request.kind) {
      case 'check':
        return this.engine.check(request.text);
      case 'sentences':
        return request.events.map((event) => this.engine.sentence(event, request.language));
      case 'dissect':
        return this.engine.dissect(request.packet, request.version);
      case 'why':
        return this.engine.why(request.event);
      case 'actors':
        return this.engine.actors();
      case 'act':
        return this.act(request.line, request.at);
    }
  }

  /** Acting in the past forks; while real clients are served, everything is done where they live. @param {string} line @param {number} at */
  act(line, at) {
    const { engine, clock } = this;
    if (clock.running) {
      advanceEdgeWithin(engine, clock.now(), WORK_MS);
      engine.seek(engine.horizon());
    } else if (engine.now() !== at) {
      engine.seek(Math.min(at, engine.horizon()));
    }
    const moment = engine.now();
    return { ...engine.act(line), at: moment };
  }

  /** While real clients are served nothing goes beyond where they live. @param {number} wish */
  go(wish) {
    const { engine } = this;
    const to = this.clock.running ? Math.min(wish, engine.horizon()) : wish;
    if (to < engine.now()) engine.seek(to);
    else advanceWithin(engine, to, WORK_MS);
    this.report();
  }

  /** Reports after this turn, however often it is asked for. */
  reportSoon() {
    if (this.reportDue) return;
    this.reportDue = true;
    setTimeout(
      () => {
        if (this.reportDue) this.report();
      },
      Math.max(0, this.lastReport + REPORT_MS - performance.now()),
    );
  }

  /** Posts what holds at the present, with the events the page has not seen. */
  report() {
    const { engine } = this;
    this.reportDue = false;
    this.lastReport = performance.now();
    const batch = engine.drain();
    const news = batch.count > 0 || batch.keepBelow !== Infinity;
    const state = this.mayLook(batch.keepBelow !== Infinity) ? this.state() : null;
    this.post(
      {
        kind: 'moment',
        now: engine.now(),
        horizon: engine.horizon(),
        next: engine.nextMoment(),
        live: this.clock.running,
        state,
        client: this.watched > 0 ? engine.inspectClient(this.watched) : null,
        batch: news ? batch : null,
      },
      news ? [batch.buffer] : [],
    );
  }

  /** Not where everybody was looked at a moment ago and they are many; then it is done soon. @param {boolean} afresh */
  mayLook(afresh) {
    const now = performance.now();
    if (this.clients > LARGE_FROM && !afresh && now - this.lastState < LARGE_MS) {
      this.stateDue ??= setTimeout(() => this.report(), LARGE_MS);
      return false;
    }
    clearTimeout(this.stateDue);
    this.stateDue = undefined;
    this.lastState = now;
    return true;
  }

  state() {
    const glance = this.engine.glance();
    this.clients = glance.length;
    return { glance, screens: this.screens(glance), broker: this.engine.inspectBroker() };
  }

  /** @param {ClientGlance[]} glance @returns {Screen[]} */
  screens(glance) {
    if (glance.length > SCREENS_MAX) return [];
    return glance.flatMap(({ id, received }) => {
      const message = received > 0 ? this.engine.inspectClient(id)?.inbox.at(-1) : undefined;
      return message ? [{ actor: id, message }] : [];
    });
  }
}

/** Advances the present until `to` or until the time is used up. @param {Engine} engine @param {number} to @param {number} workMs */
function advanceWithin(engine, to, workMs) {
  const until = performance.now() + workMs;
  // At least once: something may be pending at the very present.
  do engine.advance(to);
  while (engine.now() < to && performance.now() < until);
}

/** The same where real clients live, wherever the present is. @param {Engine} engine @param {number} to @param {number} workMs */
export function advanceEdgeWithin(engine, to, workMs) {
  const until = performance.now() + workMs;
  while (engine.horizon() < to && performance.now() < until) engine.advanceEdge(to);
}
