import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeMessage, MessageWriter } from '../../../wasm-glue/envelope/envelope.js';
import { Host } from './host.js';
import { LiveClock } from './liveClock.js';

/** @import { PortOutput } from '../../../wasm-glue/bindings/types' */

class Socket {
  static OPEN = 1;
  /** @type {Socket[]} */
  static made = [];
  readyState = 1;
  /** @type {import('../../../wasm-glue/envelope/envelope.js').Frame[][]} */
  sent = [];
  /** Bytes of each message. @type {number[]} */
  sizes = [];
  constructor() {
    Socket.made.push(this);
  }
  /** @param {Uint8Array} message */
  send(message) {
    this.sizes.push(message.length);
    this.sent.push(decodeMessage(message).frames);
  }
  close() {
    this.readyState = 3;
  }
}

function stubEngine() {
  return {
    calls: /** @type {unknown[][]} */ ([]),
    output: /** @type {PortOutput[]} */ ([]),
    time: 0,
    horizon() {
      return this.time;
    },
    advanceEdge(/** @type {number} */ to) {
      this.time = to;
      return to;
    },
    portOpen(/** @type {number} */ port, /** @type {string} */ label) {
      this.calls.push(['open', port, label]);
    },
    portReceive(/** @type {number} */ port, /** @type {Uint8Array} */ bytes) {
      this.calls.push(['receive', port, [...bytes]]);
    },
    portClosed(/** @type {number} */ port) {
      this.calls.push(['closed', port]);
    },
    drainPorts() {
      return this.output.splice(0);
    },
  };
}

/** @param {(writer: MessageWriter) => void} write */
function message(write) {
  const writer = new MessageWriter();
  write(writer);
  return { data: writer.take().buffer };
}

describe('the host of real clients', () => {
  const engine = stubEngine();
  const reports = /** @type {any[]} */ ([]);
  /** @type {Host} */
  let host;
  /** @type {any} */
  let socket;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('WebSocket', Socket);
    Object.assign(engine, stubEngine());
    reports.length = 0;
    const clock = new LiveClock(() => 5);
    const relay = { url: 'ws://localhost/host', token: 'secret' };
    host = new Host(
      /** @type {any} */ (engine),
      clock,
      relay,
      () => {},
      (report) => reports.push(report),
    );
    socket = Socket.made.at(-1);
    socket.onopen();
    socket.onmessage(message((writer) => writer.hello({ role: 'relay', credit: 1000 })));
  });
  afterEach(() => {
    host.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('says hello with its token and reports that it hosts', () => {
    expect(socket.sent[0]).toMatchObject([{ kind: 'hello', role: 'host', token: 'secret' }]);
    expect(reports.at(-1)).toEqual({ kind: 'relay', state: 'hosting', reason: '', clients: [] });
  });

  it('carries bytes of a client into its port and answers in one message a turn', () => {
    engine.output = [
      { kind: 'data', connections: [7], bytes: Uint8Array.of(1) },
      { kind: 'data', connections: [7, 8], bytes: Uint8Array.of(2) },
      { kind: 'close', connections: [7], bytes: new Uint8Array() },
    ];
    socket.onmessage(
      message((writer) => {
        writer.open(7, 'ws', 'one');
        writer.open(8, 'tcp', 'two');
        writer.data(7, Uint8Array.of(0x10, 0));
      }),
    );
    expect(engine.calls).toEqual([
      ['open', 7, 'one'],
      ['open', 8, 'two'],
      ['receive', 7, [0x10, 0]],
    ]);
    expect(socket.sent).toHaveLength(2);
    expect(socket.sent[1]).toMatchObject([
      { kind: 'data', connection: 7 },
      { kind: 'data_for_many', connections: [7, 8] },
      { kind: 'close', connection: 7, reason: 'finished' },
    ]);
    expect(reports.at(-1).clients).toEqual([{ connection: 8, label: 'two' }]);
  });

  it.each([
    ['a large body for many', 5_000, 1_048_000],
    ['a small body for very many', 300_000, 100],
    ['a body for one', 1, 3_000_000],
  ])('makes no message larger than the relay takes, and loses nothing: %s', (_, receivers, length) => {
    const connections = Array.from({ length: receivers }, (_each, index) => index + 1);
    const bytes = Uint8Array.from({ length }, (_each, index) => index % 251);
    engine.output = [{ kind: 'data', connections, bytes }];
    socket.onmessage(message((writer) => writer.open(1, 'ws', 'one')));
    expect(Math.max(...socket.sizes)).toBeLessThanOrEqual(1 << 20);
    /** @type {Map<number, number>} */
    const got = new Map();
    for (const frame of socket.sent.slice(1).flat()) {
      const to = frame.kind === 'data_for_many' ? frame.connections : frame.kind === 'data' ? [frame.connection] : [];
      for (const each of to) got.set(each, (got.get(each) ?? 0) + /** @type {any} */ (frame).body.length);
    }
    expect(got.size).toBe(receivers);
    expect([...got.values()].every((total) => total === length)).toBe(true);
  });

  it('gives credit back once enough has been dealt with', () => {
    socket.onmessage(message((writer) => writer.open(7, 'ws', 'one')));
    socket.onmessage(message((writer) => writer.data(7, new Uint8Array(200_000))));
    expect(socket.sent.at(-1)).toMatchObject([{ kind: 'window', connection: 7, credit: 200_000 }]);
  });

  it('closes every port when the relay is lost, and tries again', () => {
    socket.onmessage(message((writer) => writer.open(7, 'ws', 'one')));
    socket.onclose({ code: 1006, reason: '' });
    expect(engine.calls.at(-1)).toEqual(['closed', 7]);
    expect(reports.at(-1)).toMatchObject({ state: 'lost', clients: [] });
    const before = Socket.made.length;
    vi.advanceTimersByTime(1_000);
    expect(Socket.made).toHaveLength(before + 1);
  });

  it('does not try again after a refusal, and says why', () => {
    socket.onmessage(message((writer) => writer.refusal('token', 'wrong token')));
    socket.onclose({ code: 4002, reason: 'wrong token' });
    expect(reports.at(-1)).toMatchObject({ state: 'refused', reason: 'wrong token' });
    const before = Socket.made.length;
    vi.advanceTimersByTime(10_000);
    expect(Socket.made).toHaveLength(before);
  });

  it('refuses a malformed message and hangs up', () => {
    socket.onmessage({ data: Uint8Array.of(99).buffer });
    expect(socket.sent.at(-1)).toMatchObject([{ kind: 'refusal', code: 'malformed' }]);
    expect(socket.readyState).toBe(3);
  });
});
