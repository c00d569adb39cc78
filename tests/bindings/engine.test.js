// The boundary between engine and page: shapes, times, bytes, hostile input. What MQTT demands is
// tested in C++; here only that it crosses whole.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeBatch } from '../../wasm-glue/bindings/engine.js';
import { newEngine, scenariosIn } from './load.js';

const SCRIPT = `mqtt-scenario 1
title es "Prueba"
title en "Test"
client sensor
client teléfono clean=no
@0s sensor connect
@0s teléfono connect
@1s teléfono subscribe casa/# qos=1
@2s sensor publish casa/sala/temp "21.5 °C" qos=1 retain=yes
`;
const SECOND = 1_000_000;

/** @type {import('../../wasm-glue/bindings/types.d.ts').Engine} */
let engine;
beforeEach(async () => {
  engine = await newEngine();
});
afterEach(() => engine.delete());

describe('a script', () => {
  it('is loaded with its titles and its end', () => {
    expect(engine.load(SCRIPT)).toEqual({
      ok: true,
      errors: [],
      title: 'Prueba',
      titleEn: 'Test',
      scriptEnd: 2 * SECOND,
    });
  });

  it('with a mistake leaves the world as it was and says where it is', () => {
    engine.load(SCRIPT);
    engine.advance(3 * SECOND);
    const result = engine.load('mqtt-scenario 1\nclient a\n@0s a conect\n');
    expect(result.ok).toBe(false);
    expect(result.errors[0]).toMatchObject({ line: 3, column: 7, length: 6, found: 'conect', nearest: 'connect' });
    expect(result.errors[0].es).not.toBe(result.errors[0].en);
    expect(engine.now()).toBe(3 * SECOND);
    expect(engine.actors()).toHaveLength(2);
  });

  it.each([
    ['NUL characters', 'mqtt-scenario 1\n\0\0\0client a\n'],
    ['lone surrogates', 'mqtt-scenario 1\nclient \ud800\n'],
    ['a million clients', `mqtt-scenario 1\n${'client a\n'.repeat(100_000)}`],
    ['endless repeats', 'mqtt-scenario 1\nclient a\n@0s a connect every 1us times=4000000000\n'],
    ['a time past any clock', 'mqtt-scenario 1\nclient a\n@99999999999999999999h a connect\n'],
    ['markup', 'mqtt-scenario 1\n<script>alert(1)</script>\n'],
    ['nothing', ''],
  ])('of %s is refused with an error', (_, text) => {
    const result = engine.load(text);
    expect(result.ok).toBe(false);
    expect(result.errors.length).toBeGreaterThan(0);
  });
});

describe('the trace', () => {
  it('crosses as records that decode to what the engine says in text', () => {
    for (const [name, text] of scenariosIn('web/scenarios')) {
      expect(engine.load(text).ok, name).toBe(true);
      engine.advance(3600 * SECOND);
      const events = decodeBatch(engine.drain());
      const lines = engine.traceText().trimEnd().split('\n');
      expect(events).toHaveLength(lines.length);
      events.forEach((event, i) => {
        const [id, seconds, kind, side] = lines[i].split(' ');
        expect([String(event.id), (event.at / SECOND).toFixed(6), event.kind, event.side]).toEqual([
          id,
          seconds,
          kind,
          side,
        ]);
        if (event.packetName) expect(lines[i]).toContain(` ${event.packetName}`);
        const hex = [...event.packet].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
        expect(lines[i].endsWith(hex)).toBe(true);
      });
    }
  });

  it('is drained once, and anew after a load', () => {
    engine.load(SCRIPT);
    engine.advance(3 * SECOND);
    const first = engine.drain();
    expect(first.keepBelow).toBe(1);
    expect(engine.drain()).toMatchObject({ count: 0, keepBelow: Infinity });
    engine.load(SCRIPT);
    engine.advance(3 * SECOND);
    expect(engine.drain()).toMatchObject({ keepBelow: 1, count: first.count });
  });

  it('tells from which event on to forget when an action in the past forks', () => {
    engine.load(SCRIPT);
    engine.advance(5 * SECOND);
    const events = decodeBatch(engine.drain());
    engine.seek(1.5 * SECOND);
    expect(engine.atEdge()).toBe(false);
    const known = events.filter((event) => event.at <= 1.5 * SECOND).length;
    expect(engine.act('sensor disconnect').ok).toBe(true);
    const batch = engine.drain();
    expect(batch.keepBelow).toBe(known + 1);
    expect(decodeBatch(batch)[0]).toMatchObject({ id: known + 1, kind: 'action', text: 'sensor disconnect' });
    expect(engine.horizon()).toBe(1.5 * SECOND);
  });
});

describe('time', () => {
  it('goes forwards and back to any moment, and the past is what it was', () => {
    engine.load(SCRIPT);
    engine.advance(1.5 * SECOND);
    const before = JSON.stringify([engine.glance(), engine.inspectBroker()]);
    engine.advance(10 * SECOND);
    expect(engine.inspectBroker().retained).toHaveLength(1);
    expect(engine.seek(1.5 * SECOND)).toBe(1.5 * SECOND);
    expect(JSON.stringify([engine.glance(), engine.inspectBroker()])).toBe(before);
    expect(engine.horizon()).toBe(10 * SECOND);
  });

  it.each([NaN, -1, Infinity, 1e300])('of %s is a bound, not a crash', (time) => {
    engine.load(SCRIPT);
    engine.seek(time);
    expect(engine.now()).toBeGreaterThanOrEqual(0);
  });
});

describe('what is inspected', () => {
  beforeEach(() => {
    engine.load(SCRIPT);
    engine.advance(3 * SECOND);
  });

  it('of a client has its session, its subscriptions and its inbox', () => {
    const view = engine.inspectClient(2);
    expect(view).toMatchObject({ name: 'teléfono', state: 'connected', cleanStart: false, received: 1 });
    expect(view?.sessionView?.subscriptions).toMatchObject([{ topicFilter: 'casa/#', qos: 1 }]);
    expect(new TextDecoder().decode(view?.inbox[0].payload)).toBe('21.5 °C');
    expect(view?.inbox[0]).toMatchObject({ topic: 'casa/sala/temp', qos: 1, retain: false });
  });

  it('of nobody is null', () => {
    expect(engine.inspectClient(0)).toBe(null);
    expect(engine.inspectClient(99)).toBe(null);
    expect(engine.sentence(9999, 'es')).toBe('');
    expect(engine.why(9999)).toEqual([]);
  });

  it('of an event is a sentence in both languages and a chain of causes back to an action', () => {
    const events = decodeBatch(engine.drain());
    const received = events.find((event) => event.kind === 'message_received');
    const chain = engine.why(received?.id ?? 0);
    expect(chain[0]).toBe(received?.id);
    expect(events[chain[chain.length - 1] - 1]).toMatchObject({ kind: 'action', actor: 1 });
    expect(engine.sentence(chain[0], 'es')).not.toBe('');
    expect(engine.sentence(chain[0], 'es')).not.toBe(engine.sentence(chain[0], 'en'));
  });

  it('of a packet is its fields, and for a broken one the byte where it goes wrong', () => {
    const right = engine.dissect(Uint8Array.of(0x30, 5, 0, 1, 0x61, 0x68, 0x69), '3.1.1');
    expect(right.error).toBe(null);
    expect(right.fields.find((field) => field.name === 'RETAIN')).toMatchObject({
      offset: 0,
      bitHigh: 0,
      bitLow: 0,
      value: '0',
    });
    expect(right.fields.find((field) => field.name === 'Payload')).toMatchObject({ offset: 5, length: 2, value: 'hi' });
    const wrong = engine.dissect(Uint8Array.of(0x36, 5, 0, 1, 0x61, 0x68, 0x69), '5.0');
    expect(wrong.error).toMatchObject({ offset: 0, reason: 0x81, statement: 'MQTT-3.3.1-4' });
    expect(engine.dissect(new Uint8Array(0), '3.1').error).not.toBe(null);
  });
});

describe('a real client', () => {
  const CONNECT = Uint8Array.of(0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 1, 0x78);
  const SUBSCRIBE_ALL = Uint8Array.of(0x82, 6, 0, 1, 0, 1, 0x23, 0);

  it('is answered through its port, bytes split anyhow', () => {
    engine.portOpen(7, 'here');
    for (const byte of CONNECT) engine.portReceive(7, Uint8Array.of(byte));
    expect(engine.drainPorts()).toEqual([{ kind: 'data', connections: [7], bytes: Uint8Array.of(0x20, 2, 0, 0) }]);
    expect(engine.glance()[0]).toMatchObject({ kind: 'real', name: 'here', state: 'connected', clientId: 'x' });
  });

  it('that sends no MQTT is closed alone', () => {
    engine.portOpen(1, 'good');
    engine.portReceive(1, CONNECT);
    engine.portOpen(2, 'bad');
    engine.portReceive(2, new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'));
    const out = engine.drainPorts();
    expect(out).toContainEqual({ kind: 'close', connections: [2], bytes: new Uint8Array(0) });
    expect(out.some((item) => item.kind === 'close' && item.connections.includes(1))).toBe(false);
  });

  it('among many shares the bytes of one message with them', () => {
    for (let port = 1; port <= 3; port += 1) {
      const connect = CONNECT.slice();
      connect[14] = 0x60 + port;
      engine.portOpen(port, `client ${port}`);
      engine.portReceive(port, connect);
      engine.portReceive(port, SUBSCRIBE_ALL);
    }
    engine.drainPorts();
    engine.portReceive(1, Uint8Array.of(0x30, 5, 0, 1, 0x61, 0x68, 0x69));
    expect(engine.drainPorts()).toEqual([
      { kind: 'data', connections: [1, 2, 3], bytes: Uint8Array.of(0x30, 5, 0, 1, 0x61, 0x68, 0x69) },
    ]);
  });

  it('goes on living while the present is in the past', () => {
    engine.load(SCRIPT);
    engine.advance(3 * SECOND);
    engine.seek(1 * SECOND);
    engine.portOpen(7, 'here');
    engine.portReceive(7, CONNECT);
    expect(engine.drainPorts()).toHaveLength(1);
    expect(engine.now()).toBe(1 * SECOND);
    expect(engine.atEdge()).toBe(false);
    expect(engine.advanceEdge(4 * SECOND)).toBe(4 * SECOND);
    expect(engine.now()).toBe(1 * SECOND);
  });

  it('unknown to the engine is ignored', () => {
    engine.portReceive(5, CONNECT);
    engine.portClosed(5);
    expect(engine.drainPorts()).toEqual([]);
  });
});

describe('memory', () => {
  it('grows under a drained batch without harm', () => {
    engine.load(SCRIPT);
    engine.advance(3 * SECOND);
    const events = decodeBatch(engine.drain());
    const copy = [...events[1].packet];
    engine.portOpen(1, 'large');
    engine.portReceive(1, new Uint8Array(20_000_000));
    expect([...events[1].packet]).toEqual(copy);
    expect(engine.dissect(events[1].packet, '3.1.1').error).toBe(null);
  });
});
