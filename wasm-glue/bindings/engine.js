// The engine for JavaScript: the compiled module behind the surface of types.d.ts. It moves bytes
// through the module's arenas and turns its flat records into values; it knows nothing of MQTT.

/** @import { Engine, EventKind, PlaygroundFactory, PortOutput, TraceBatch, TraceEvent } from './types.d.ts' */

/**
 * Names of trace::EventKind, by number minus one.
 * @type {EventKind[]}
 */
export const EVENT_KINDS = [
  'action',
  'note',
  'expectation_met',
  'expectation_failed',
  'connection_opened',
  'connection_refused',
  'connection_closed',
  'connection_lost',
  'connection_taken_over',
  'link_cut',
  'link_stalled',
  'link_healed',
  'packet_sent',
  'packet_received',
  'packet_lost',
  'session_created',
  'session_resumed',
  'session_expired',
  'session_discarded',
  'subscription_added',
  'subscription_replaced',
  'subscription_removed',
  'message_accepted',
  'message_matched',
  'message_queued',
  'message_dropped',
  'message_delivered',
  'message_expired',
  'message_received',
  'retained_set',
  'retained_cleared',
  'retained_sent',
  'will_armed',
  'will_delayed',
  'will_published',
  'will_discarded',
  'keep_alive_due',
  'keep_alive_expired',
  'inflight_changed',
  'limit_reached',
  'protocol_error',
  'access_denied',
];

/** Names of mqtt::PacketType, by number. */
export const PACKET_NAMES = [
  '',
  'CONNECT',
  'CONNACK',
  'PUBLISH',
  'PUBACK',
  'PUBREC',
  'PUBREL',
  'PUBCOMP',
  'SUBSCRIBE',
  'SUBACK',
  'UNSUBSCRIBE',
  'UNSUBACK',
  'PINGREQ',
  'PINGRESP',
  'DISCONNECT',
  'AUTH',
];

/** @type {Record<number, '3.1' | '3.1.1' | '5.0'>} */
const VERSIONS = { 3: '3.1', 4: '3.1.1', 5: '5.0' };

/** 32-bit words of one event record; see event_records.hpp. */
const WORDS_PER_RECORD = 23;

/**
 * @param {PlaygroundFactory} createPlayground
 * @param {Uint8Array} [wasm]
 * @returns {Promise<Engine>}
 */
export async function createEngine(createPlayground, wasm) {
  const module = await createPlayground(wasm ? { wasmBinary: wasm } : {});
  const playground = new module.Playground();

  /**
   * Writes bytes where the next call looks for them. The view is taken anew each time: growing
   * memory leaves old views empty.
   * @param {Uint8Array} bytes
   */
  function writeInput(bytes) {
    const at = playground.input(bytes.length);
    module.HEAPU8.set(bytes, at);
    return bytes.length;
  }

  /** A copy of what the last call left in the output arena. */
  function readOutput() {
    const at = playground.outputAt();
    return module.HEAPU8.slice(at, at + playground.outputSize()).buffer;
  }

  return {
    check: (text) => playground.check(text),
    load: (text) => playground.load(text),
    now: () => playground.now(),
    horizon: () => playground.horizon(),
    atEdge: () => playground.atEdge(),
    nextMoment: () => playground.nextMoment(),
    advance: (to) => playground.advance(to),
    advanceEdge: (to) => playground.advanceEdge(to),
    seek: (to) => playground.seek(to),
    act: (line) => playground.act(line),
    drain() {
      const count = playground.drain();
      const keepBelow = playground.keepBelow() || Infinity;
      return { keepBelow, count, buffer: count > 0 ? readOutput() : new ArrayBuffer(0) };
    },
    actors: () => playground.actors(),
    glance: () => playground.glance(),
    inspectClient: (actor) => playground.inspectClient(actor),
    inspectBroker: () => playground.inspectBroker(),
    dissect(packet, version) {
      const length = writeInput(packet);
      return playground.dissect(length, version === '5.0' ? 5 : version === '3.1' ? 3 : 4);
    },
    sentence: (event, language) => playground.sentence(event, language),
    why: (event) => playground.why(event),
    traceText: () => playground.traceText(),
    portOpen: (port, label) => playground.portOpen(port, label),
    portReceive: (port, bytes) => playground.portReceive(port, writeInput(bytes)),
    portClosed: (port) => playground.portClosed(port),
    drainPorts() {
      const count = playground.drainPorts();
      return count > 0 ? decodePorts(readOutput(), count) : [];
    },
    delete: () => playground.delete(),
  };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} count
 * @returns {PortOutput[]}
 */
function decodePorts(buffer, count) {
  const words = new Uint32Array(buffer);
  /** @type {PortOutput[]} */
  const list = [];
  let word = 0;
  for (let i = 0; i < count; i += 1) {
    const [kind, ports, length] = words.subarray(word, word + 3);
    const connections = [...words.subarray(word + 3, word + 3 + ports)];
    const at = (word + 3 + ports) * 4;
    list.push({ kind: kind === 1 ? 'close' : 'data', connections, bytes: new Uint8Array(buffer, at, length) });
    word = (at + ((length + 3) & ~3)) / 4;
  }
  return list;
}

const decoder = new TextDecoder();

/**
 * Turns a batch into events; packets are views into its buffer.
 * @param {TraceBatch} batch
 * @returns {TraceEvent[]}
 */
export function decodeBatch(batch) {
  const words = new Uint32Array(batch.buffer, 0, batch.count * WORDS_PER_RECORD);
  /** @type {TraceEvent[]} */
  const events = [];
  for (let i = 0; i < batch.count; i += 1) events.push(decodeRecord(batch.buffer, words, i * WORDS_PER_RECORD));
  return events;
}

/**
 * @param {ArrayBuffer} buffer
 * @param {Uint32Array} words
 * @param {number} w first word of the record
 * @returns {TraceEvent}
 */
function decodeRecord(buffer, words, w) {
  const text = (/** @type {number} */ word) =>
    words[w + word + 1] === 0 ? '' : decoder.decode(new Uint8Array(buffer, words[w + word], words[w + word + 1]));
  return {
    id: words[w],
    cause: words[w + 1],
    also: words[w + 2],
    message: words[w + 3],
    at: words[w + 4] + words[w + 5] * 4294967296,
    due: words[w + 6] + words[w + 7] * 4294967296,
    kind: EVENT_KINDS[words[w + 8] - 1],
    side: words[w + 9] === 1 ? 'client' : 'broker',
    actor: words[w + 10],
    connection: words[w + 11],
    version: VERSIONS[words[w + 12]],
    reason: words[w + 13],
    qos: words[w + 14],
    number: words[w + 15],
    text: text(16),
    statement: text(18),
    packet: new Uint8Array(buffer, words[w + 20], words[w + 21]),
    packetName: PACKET_NAMES[words[w + 22]],
  };
}
