// The frames that the relay and the tab exchange; README.md beside this file is their definition.

/** The version of these frames. Peers of different versions do not talk. */
export const VERSION = 1;
/** No sender makes a larger WebSocket message. Bytes. */
export const MESSAGE_BYTES_MAX = 1 << 20;
/** Credits larger than this, or adding up to more, are malformed. Bytes. */
export const CREDIT_MAX = 2 ** 30;

export const KIND = Object.freeze({ hello: 1, open: 2, data: 3, dataForMany: 4, close: 5, window: 6, refusal: 7 });
const ASCII = new TextDecoder();
const ROLES = ['relay', 'host'];
const TRANSPORTS = ['tcp', 'ws'];
const CLOSE_REASONS = ['finished', 'lost', 'too_slow', 'not_mqtt', 'host_left', 'shutting_down'];
const REFUSAL_CODES = [
  'version',
  'token',
  'taken_over',
  'malformed',
  'unknown_connection',
  'hello_expected',
  'hello_timeout',
  'shutting_down',
  'credit_exceeded',
];

/**
 * @typedef {'relay' | 'host'} Role
 * @typedef {'tcp' | 'ws'} Transport
 * @typedef {'finished' | 'lost' | 'too_slow' | 'not_mqtt' | 'host_left' | 'shutting_down'} CloseReason
 * @typedef {'version' | 'token' | 'taken_over' | 'malformed' | 'unknown_connection' | 'hello_expected'
 *   | 'hello_timeout' | 'shutting_down' | 'credit_exceeded'} RefusalCode
 *
 * @typedef {{ kind: 'hello', version: number, role: Role, features: number, credit: number, room: string, token: string }} HelloFrame
 *   The first frame in each direction. `credit`: bytes the sender takes for each connection before any window.
 * @typedef {{ kind: 'open', connection: number, transport: Transport, label: string }} OpenFrame A real client connected.
 * @typedef {{ kind: 'data', connection: number, body: Uint8Array }} DataFrame `body` is a view into the message.
 * @typedef {{ kind: 'data_for_many', connections: number[], body: Uint8Array }} DataForManyFrame One body for several connections.
 * @typedef {{ kind: 'close', connection: number, reason: CloseReason }} CloseFrame The connection is dead for both sides.
 * @typedef {{ kind: 'window', connection: number, credit: number }} WindowFrame The sender has room for `credit` more bytes.
 * @typedef {{ kind: 'refusal', code: RefusalCode, text: string }} RefusalFrame Why the link is being closed.
 * @typedef {HelloFrame | OpenFrame | DataFrame | DataForManyFrame | CloseFrame | WindowFrame | RefusalFrame} Frame
 *
 * @typedef {'truncated' | 'unknown_kind' | 'unknown_value' | 'other_version' | 'not_ascii' | 'no_connections'
 *   | 'too_much_credit'} ErrorKind
 * @typedef {{ kind: ErrorKind, offset: number, found: number }} EnvelopeError
 *   `offset`: of the field that is wrong, in the message; `found`: its value, where it is a number that was read.
 */

/** Reads fields in order; after the first error every read gives 0 or nothing. */
class Fields {
  /** @param {Uint8Array} message */
  constructor(message) {
    this.message = message;
    this.view = new DataView(message.buffer, message.byteOffset, message.byteLength);
    this.offset = 0;
    /** @type {EnvelopeError | null} */
    this.error = null;
  }

  /** @param {ErrorKind} kind @param {number} offset @param {number} [found] */
  fail(kind, offset, found = 0) {
    this.error ??= { kind, offset, found };
  }

  /** @param {number} length Moves on and returns where the field began; -1 if it does not fit. */
  take(length) {
    if (this.error) return -1;
    if (this.message.length - this.offset < length) {
      this.fail('truncated', this.offset);
      return -1;
    }
    const start = this.offset;
    this.offset += length;
    return start;
  }

  u8() {
    const at = this.take(1);
    return at < 0 ? 0 : this.message[at];
  }

  u16() {
    const at = this.take(2);
    return at < 0 ? 0 : this.view.getUint16(at, true);
  }

  u32() {
    const at = this.take(4);
    return at < 0 ? 0 : this.view.getUint32(at, true);
  }

  /** @param {number} length */
  bytes(length) {
    const at = this.take(length);
    return at < 0 ? new Uint8Array(0) : this.message.subarray(at, at + length);
  }

  text() {
    const bytes = this.bytes(this.u16());
    const wrong = bytes.findIndex((byte) => byte < 0x20 || byte > 0x7e);
    if (wrong >= 0) this.fail('not_ascii', this.offset - bytes.length + wrong, bytes[wrong]);
    return this.error ? '' : ASCII.decode(bytes);
  }

  credit() {
    const value = this.u32();
    if (!this.error && value > CREDIT_MAX) this.fail('too_much_credit', this.offset - 4, value);
    return value;
  }

  /** @template {string} T @param {readonly string[]} names @param {number} first number of the first name @returns {T} */
  oneOf(names, first) {
    const value = this.u8();
    const name = names[value - first];
    if (!this.error && name === undefined) this.fail('unknown_value', this.offset - 1, value);
    return /** @type {T} */ (name ?? names[0]);
  }
}

/** @param {Fields} fields @returns {Frame} */
function readHello(fields) {
  const version = fields.u16();
  if (!fields.error && version !== VERSION) fields.fail('other_version', fields.offset - 2, version);
  return {
    kind: 'hello',
    version,
    role: fields.oneOf(ROLES, 1),
    features: fields.u32(),
    credit: fields.credit(),
    room: fields.text(),
    token: fields.text(),
  };
}

/** @param {Fields} fields @returns {Frame} */
function readDataForMany(fields) {
  const count = fields.u32();
  if (!fields.error && count === 0) fields.fail('no_connections', fields.offset - 4);
  const list = fields.take(count * 4);
  /** @type {number[]} */
  const connections = [];
  if (list >= 0) for (let i = 0; i < count; ++i) connections.push(fields.view.getUint32(list + 4 * i, true));
  return { kind: 'data_for_many', connections, body: fields.bytes(fields.u32()) };
}

/** @param {Fields} fields @returns {Frame | null} */
function readFrame(fields) {
  const start = fields.offset;
  const kind = fields.u8();
  switch (kind) {
    case KIND.hello:
      return readHello(fields);
    case KIND.open:
      return { kind: 'open', connection: fields.u32(), transport: fields.oneOf(TRANSPORTS, 1), label: fields.text() };
    case KIND.data:
      return { kind: 'data', connection: fields.u32(), body: fields.bytes(fields.u32()) };
    case KIND.dataForMany:
      return readDataForMany(fields);
    case KIND.close:
      return { kind: 'close', connection: fields.u32(), reason: fields.oneOf(CLOSE_REASONS, 0) };
    case KIND.window:
      return { kind: 'window', connection: fields.u32(), credit: fields.credit() };
    case KIND.refusal:
      return { kind: 'refusal', code: fields.oneOf(REFUSAL_CODES, 1), text: fields.text() };
    default:
      fields.fail('unknown_kind', start, kind);
      return null;
  }
}

/**
 * Takes the frames of one message apart. Bodies are views into `message`.
 * @param {Uint8Array} message
 * @returns {{ frames: Frame[], error: EnvelopeError | null, taken: number }} The frames before the error, if there is one;
 *   `taken`: how many bytes they fill. In a stream, 'truncated' means that the rest must wait for more bytes.
 */
export function decodeMessage(message) {
  const fields = new Fields(message);
  const frames = [];
  let taken = 0;
  while (fields.offset < message.length) {
    const frame = readFrame(fields);
    if (fields.error || frame === null) break;
    frames.push(frame);
    taken = fields.offset;
  }
  return { frames, error: fields.error, taken };
}

/** Gathers frames into one message. Reused: `take` hands the message over and starts the next one. */
export class MessageWriter {
  #bytes;
  #view;
  #length = 0;

  /** @param {number} [capacity] bytes reserved at first */
  constructor(capacity = 4096) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Bytes gathered so far. */
  get length() {
    return this.#length;
  }

  /** @param {number} more */
  #reserve(more) {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  /** @param {number} value */
  #u8(value) {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** @param {number} value */
  #u16(value) {
    this.#reserve(2);
    this.#view.setUint16(this.#length, value, true);
    this.#length += 2;
  }

  /** @param {number} value */
  #u32(value) {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  /** @param {Uint8Array} bytes */
  #body(bytes) {
    this.#u32(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** @param {string} text cut at 65,535; what is not printable ASCII becomes '?' */
  #text(text) {
    const kept = text.slice(0, 0xffff);
    this.#u16(kept.length);
    for (let i = 0; i < kept.length; ++i) {
      const code = kept.charCodeAt(i);
      this.#u8(code >= 0x20 && code <= 0x7e ? code : 0x3f);
    }
  }

  /** @param {{ role: Role, credit: number, features?: number, room?: string, token?: string }} hello */
  hello({ role, credit, features = 0, room = '', token = '' }) {
    this.#u8(KIND.hello);
    this.#u16(VERSION);
    this.#u8(ROLES.indexOf(role) + 1);
    this.#u32(features);
    this.#u32(credit);
    this.#text(room);
    this.#text(token);
  }

  /** @param {number} connection @param {Transport} transport @param {string} label */
  open(connection, transport, label) {
    this.#u8(KIND.open);
    this.#u32(connection);
    this.#u8(TRANSPORTS.indexOf(transport) + 1);
    this.#text(label);
  }

  /** @param {number} connection @param {Uint8Array} body */
  data(connection, body) {
    this.#u8(KIND.data);
    this.#u32(connection);
    this.#body(body);
  }

  /** @param {ArrayLike<number>} connections at least one @param {Uint8Array} body */
  dataForMany(connections, body) {
    this.#u8(KIND.dataForMany);
    this.#u32(connections.length);
    for (let i = 0; i < connections.length; ++i) this.#u32(connections[i]);
    this.#body(body);
  }

  /** @param {number} connection @param {CloseReason} reason */
  close(connection, reason) {
    this.#u8(KIND.close);
    this.#u32(connection);
    this.#u8(CLOSE_REASONS.indexOf(reason));
  }

  /** @param {number} connection @param {number} credit */
  window(connection, credit) {
    this.#u8(KIND.window);
    this.#u32(connection);
    this.#u32(credit);
  }

  /** @param {RefusalCode} code @param {string} text */
  refusal(code, text) {
    this.#u8(KIND.refusal);
    this.#u8(REFUSAL_CODES.indexOf(code) + 1);
    this.#text(text);
  }

  /** The message, as a copy of its own; the writer is empty afterwards. */
  take() {
    const message = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return message;
  }
}
