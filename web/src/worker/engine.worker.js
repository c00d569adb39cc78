// The worker: owns the engine and the relay's socket, so that the broker goes on serving while the
// page is hidden, and the page never waits for it.
import createPlayground from '#playground';
import { createEngine } from '../../../wasm-glue/bindings/engine.js';
import { Host } from './host.js';
import { LiveClock } from './liveClock.js';
import { World } from './world.js';

/** @import { Request, Report } from '../engine/messages' */

/** @param {Report} report @param {Transferable[]} [transfer] */
const post = (report, transfer = []) => self.postMessage(report, { transfer });

/** Requests that arrive while the module is being compiled. @type {Request[]} */
const early = [];
self.onmessage = (/** @type {MessageEvent<Request>} */ event) => early.push(event.data);

createEngine(createPlayground).then(
  (engine) => {
    const clock = new LiveClock(() => performance.now());
    const world = new World(engine, clock, post);
    /** @type {Host | null} */
    let host = null;
    const serve = (/** @type {Request} */ request) => {
      if (request.kind === 'host') {
        host?.stop();
        host = new Host(engine, clock, request, () => world.reportSoon(), post);
      } else if (request.kind === 'load') {
        const result = world.load(request.text);
        if (result.ok) host?.dropClients();
        post({ kind: 'answer', id: request.id, value: result });
        world.report();
      } else {
        world.serve(request);
      }
    };
    for (const request of early) serve(request);
    self.onmessage = (event) => serve(event.data);
    post({ kind: 'ready' });
  },
  (reason) => post({ kind: 'failed', id: 0, message: String(reason) }),
);
