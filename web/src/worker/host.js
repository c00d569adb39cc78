// Hosts the relay's clients: carries their bytes between the relay's WebSocket and the engine's ports.
import { ReceiveCredit } from '../../../wasm-glue/envelope/credit.js';
import { decodeMessage, MESSAGE_BYTES_MAX, MessageWriter } from '../../../wasm-glue/envelope/envelope.js';
import { advanceEdgeWithin } from './world.js';

/** @import { Engine, PortOutput } from '../../../wasm-glue/bindings/types' */
/** @import { Frame } from '../../../wasm-glue/envelope/envelope.js' */
/** @import { Report, RelayReport } from '../engine/messages' */
/** @import { LiveClock } from './liveClock.js' */

/** Bytes of each client that the relay may send before it is given more credit. */
const CREDIT = 256 * 1024;
/** The world is brought up to the wall clock this often, in milliseconds, also when nobody speaks. */
const TICK_MS = 20;
/** Work that one turn may do before the rest waits for the next, in milliseconds. */
const TURN_MS = 50;
const RETRY_MS = 1_000;
/** A closing code from here on carries a refusal: trying again would be refused again. */
const REFUSED_FROM = 4000;
/** Frame headers are far smaller than this. */
const BODY_BYTES_MAX = MESSAGE_BYTES_MAX - 64;
/** More receivers of one body than this are named in several lists, so that a list never fills a message. */
const CONNECTIONS_MAX = 65_536;

export class Host {
  /**
   * @param {Engine} engine
   * @param {LiveClock} clock runs from the first client on
   * @param {{ url: string, token: string }} relay
   * @param {() => void} changed called when the world has gone on
   * @param {(report: Report) => void} post
   */
  constructor(engine, clock, relay, changed, post) {
    this.engine = engine;
    this.clock = clock;
    this.relay = relay;
    this.changed = changed;
    this.post = post;
    this.writer = new MessageWriter();
    this.credit = new ReceiveCredit(CREDIT);
    /** Labels of the clients, by the number of their connection. @type {Map<number, string>} */
    this.clients = new Map();
    this.stopped = false;
    this.refusal = '';
    this.socket = this.connect();
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  stop() {
    this.stopped = true;
    clearInterval(this.timer);
    this.socket.close();
  }

  connect() {
    this.tell('connecting');
    const socket = new WebSocket(this.relay.url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.writer.hello({ role: 'host', credit: CREDIT, token: this.relay.token });
      this.send();
    };
    socket.onmessage = (event) => this.receive(new Uint8Array(event.data));
    socket.onclose = (event) => this.lost(event);
    return socket;
  }

  /** @param {CloseEvent} event */
  lost(event) {
    for (const connection of this.clients.keys()) this.engine.portClosed(connection);
    this.clients.clear();
    this.clock.stop();
    this.changed();
    if (this.stopped) return;
    if (event.code >= REFUSED_FROM || this.refusal) return this.tell('refused', this.refusal || event.reason);
    this.tell('lost', event.reason);
    setTimeout(() => {
      if (!this.stopped) this.socket = this.connect();
    }, RETRY_MS);
  }

  /** A new world began: nobody is connected to it. */
  dropClients() {
    for (const connection of this.clients.keys()) this.writer.close(connection, 'host_left');
    if (this.clients.size === 0) this.clock.stop();
    this.clients.clear();
    this.send();
    this.tell('hosting');
  }

  /** @param {Uint8Array} message */
  receive(message) {
    const { frames, error } = decodeMessage(message);
    if (this.clock.running) advanceEdgeWithin(this.engine, this.clock.now(), TURN_MS);
    for (const frame of frames) this.take(frame);
    if (error) {
      this.writer.refusal('malformed', `${error.kind} at byte ${error.offset}`);
      this.send();
      this.socket.close(REFUSED_FROM + 4);
      return;
    }
    this.flush();
    this.changed();
  }

  /** @param {Frame} frame */
  take(frame) {
    switch (frame.kind) {
      case 'hello':
        return this.tell('hosting');
      case 'open':
        return this.open(frame.connection, frame.label);
      case 'data': {
        if (!this.clients.has(frame.connection)) return;
        this.engine.portReceive(frame.connection, frame.body);
        const credit = this.credit.dealtWith(frame.connection, frame.body.length);
        if (credit > 0) this.writer.window(frame.connection, credit);
        return;
      }
      case 'close':
        if (this.forget(frame.connection)) this.engine.portClosed(frame.connection);
        return this.tell('hosting');
      case 'refusal':
        this.refusal = frame.text;
        return;
      case 'window':
      case 'data_for_many':
        // What a slow client lacks of credit the relay settles by closing it; the engine bounds the rest.
        return;
    }
  }

  /** @param {number} connection @param {string} label */
  open(connection, label) {
    if (!this.clock.running) {
      this.clock.start(this.engine.horizon());
    }
    this.clients.set(connection, label);
    this.engine.portOpen(connection, label);
    this.tell('hosting');
  }

  /** @param {number} connection */
  forget(connection) {
    this.credit.forget(connection);
    return this.clients.delete(connection);
  }

  tick() {
    if (!this.clock.running) return;
    advanceEdgeWithin(this.engine, this.clock.now(), TURN_MS);
    this.flush();
    this.changed();
  }

  /** Sends what the engine has for real clients: all of it in one message, a fan-out once. */
  flush() {
    const outputs = this.engine.drainPorts();
    for (const output of outputs) this.write(output);
    if (this.writer.length > 0) this.send();
    if (outputs.some(({ kind }) => kind === 'close')) this.tell('hosting');
  }

  /** @param {PortOutput} output */
  write({ kind, connections, bytes }) {
    if (kind === 'close') {
      for (const connection of connections) if (this.forget(connection)) this.writer.close(connection, 'finished');
      return;
    }
    for (let first = 0; first < connections.length; first += CONNECTIONS_MAX) {
      this.writeFor(connections.slice(first, first + CONNECTIONS_MAX), bytes);
    }
  }

  /** The list of connections is part of each message, and leaves that much less for the body. @param {number[]} connections @param {Uint8Array} bytes */
  writeFor(connections, bytes) {
    const list = 4 * connections.length;
    const bodyMax = BODY_BYTES_MAX - list;
    for (let from = 0; from < bytes.length; from += bodyMax) {
      const body = bytes.subarray(from, from + bodyMax);
      if (this.writer.length + list + body.length > BODY_BYTES_MAX) this.send();
      if (connections.length === 1) this.writer.data(connections[0], body);
      else this.writer.dataForMany(connections, body);
    }
  }

  send() {
    const message = this.writer.take();
    if (message.length > 0 && this.socket.readyState === WebSocket.OPEN) this.socket.send(message);
  }

  /** @param {RelayReport['state']} state @param {string} [reason] */
  tell(state, reason = '') {
    const clients = [...this.clients].map(([connection, label]) => ({ connection, label }));
    this.post({ kind: 'relay', state, reason, clients });
  }
}
