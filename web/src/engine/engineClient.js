// The page's side of the worker: questions with answers, and the moments it reports.

/** @import { Moment, Question, Questions, RelayReport, Report, Request } from './messages' */

export class EngineClient {
  /**
   * @param {Worker} worker
   * @param {{ moment(moment: Moment): void, relay(report: RelayReport): void, failed(message: string): void }} page
   */
  constructor(worker, page) {
    this.worker = worker;
    this.page = page;
    /** @type {Map<number, (value: any) => void>} */
    this.waiting = new Map();
    this.lastId = 0;
    /** The `go` that is under way, and the newest one asked for meanwhile. */
    this.going = false;
    /** @type {number | null} */
    this.goNext = null;
    worker.onmessage = (event) => this.receive(event.data);
    worker.onerror = (event) => page.failed(event.message || 'worker');
  }

  /**
   * @template {Question} Q
   * @param {Q} kind
   * @param {Questions[Q]['ask']} ask
   * @returns {Promise<Questions[Q]['answer']>}
   */
  ask(kind, ask) {
    const id = ++this.lastId;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.send(/** @type {Request} */ (/** @type {unknown} */ ({ kind, id, ...ask })));
    });
  }

  /** Asks for a moment; while one is under way only the newest wish is kept. @param {number} to */
  go(to) {
    if (this.going) {
      this.goNext = to;
      return;
    }
    this.going = true;
    this.send({ kind: 'go', to });
  }

  /** @param {number} actor */
  watch(actor) {
    this.send({ kind: 'watch', actor });
  }

  /** @param {string} url @param {string} token */
  host(url, token) {
    this.send({ kind: 'host', url, token });
  }

  /** @param {Request} request */
  send(request) {
    this.worker.postMessage(request);
  }

  /** @param {Report} report */
  receive(report) {
    switch (report.kind) {
      case 'ready':
        return;
      case 'answer': {
        const resolve = this.waiting.get(report.id);
        this.waiting.delete(report.id);
        resolve?.(report.value);
        return;
      }
      case 'failed':
        return this.page.failed(report.message);
      case 'relay':
        return this.page.relay(report);
      case 'moment': {
        this.going = false;
        this.page.moment(report);
        if (this.goNext !== null) {
          const to = this.goNext;
          this.goNext = null;
          this.go(to);
        }
      }
    }
  }
}
