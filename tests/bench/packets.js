// MQTT packets as bytes, made once before anything is measured; `version` is 4 (3.1.1) or 5 (5.0).

const PROPERTIES_NONE = [0];

/** @param {string} text @returns {number[]} */
const string = (text) => {
  const bytes = new TextEncoder().encode(text);
  return [bytes.length >> 8, bytes.length & 255, ...bytes];
};

/** @param {number} n @returns {number[]} */
const remainingLength = (n) => (n < 128 ? [n] : [128 | (n & 127), ...remainingLength(n >> 7)]);

/** @param {number} first @param {number[]} body */
const packet = (first, body) => Uint8Array.from([first, ...remainingLength(body.length), ...body]);

/** @param {number} version @returns {number[]} */
const noProperties = (version) => (version === 5 ? PROPERTIES_NONE : []);

/** Clean, without Keep Alive. */
export const connect = (/** @type {string} */ clientId, version = 4) =>
  packet(0x10, [...string('MQTT'), version, 2, 0, 0, ...noProperties(version), ...string(clientId)]);

/** @param {string[]} filters @param {number} qos */
export const subscribe = (filters, qos, version = 4) =>
  packet(0x82, [0, 1, ...noProperties(version), ...filters.flatMap((filter) => [...string(filter), qos])]);

/** @param {{topic: string, payload: Uint8Array, qos?: number, retain?: boolean, packetId?: number, version?: number}} message */
export const publish = ({ topic, payload, qos = 0, retain = false, packetId = 1, version = 4 }) =>
  packet(0x30 | (qos << 1) | Number(retain), [
    ...string(topic),
    ...(qos > 0 ? [packetId >> 8, packetId & 255] : []),
    ...noProperties(version),
    ...payload,
  ]);

export const disconnect = Uint8Array.of(0xe0, 0);

/** The payload of every message: 64 bytes that do not repeat. */
export const payload64 = Uint8Array.from({ length: 64 }, (_, i) => (i * 167 + 41) & 255);

/** @param {Uint8Array[]} parts */
export function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
