// What a link carries after '#': "v1." and, in base64url, deflate-raw of a CRC-32 and JSON. No server
// sees it. It is parsed, never executed; what is wrong with one is said, and nothing else happens.
import { crc32 } from './crc32.js';

/** @import { Language } from '../../../wasm-glue/bindings/types' */

/**
 * @typedef {object} Shared
 * @property {string} script
 * @property {number} at the moment, in microseconds
 * @property {string} selection what is inspected, e.g. "client:2", or ''
 * @property {Language} language
 *
 * @typedef {'damaged' | 'tooLarge' | 'newer'} LinkFault
 */

const VERSION = 1;
const PREFIX = /^#?v(\d{1,3})\.([\s\S]*)$/;
/** Longer fragments are not looked at; characters. */
export const FRAGMENT_MAX = 200_000;
/** What one may inflate to, bytes: the largest script there can be, and some. */
export const INFLATED_MAX = 320 * 1024;
const CRC_BYTES = 4;

/** @param {string} fragment @returns {boolean} whether it means to be a link of ours, whole or not */
export const isSharedFragment = (fragment) => PREFIX.test(fragment);

/** @param {Shared} shared @returns {Promise<string>} the fragment, without '#' */
export async function encodeShared({ script, at, selection, language }) {
  const json = new TextEncoder().encode(JSON.stringify({ s: script, t: at, x: selection, l: language }));
  const bytes = new Uint8Array(CRC_BYTES + json.length);
  new DataView(bytes.buffer).setUint32(0, crc32(json), true);
  bytes.set(json, CRC_BYTES);
  const packed = await collect(piped(bytes, new CompressionStream('deflate-raw')), Infinity);
  return `v${VERSION}.${toBase64Url(packed ?? new Uint8Array())}`;
}

/**
 * @param {string} fragment
 * @returns {Promise<{ shared: Shared } | { fault: LinkFault }>}
 */
export async function decodeShared(fragment) {
  if (fragment.length > FRAGMENT_MAX) return { fault: 'tooLarge' };
  const parts = PREFIX.exec(fragment);
  if (!parts) return { fault: 'damaged' };
  if (Number(parts[1]) > VERSION) return { fault: 'newer' };
  const packed = fromBase64Url(parts[2]);
  if (!packed) return { fault: 'damaged' };
  const bytes = await inflate(packed);
  if (bytes === null) return { fault: 'damaged' };
  if (bytes.length > INFLATED_MAX) return { fault: 'tooLarge' };
  const shared = readShared(bytes);
  return shared ? { shared } : { fault: 'damaged' };
}

/** @param {Uint8Array} packed @returns {Promise<Uint8Array | null>} null: not deflate-raw; more than the limit: too large */
async function inflate(packed) {
  try {
    return await collect(piped(packed, new DecompressionStream('deflate-raw')), INFLATED_MAX);
  } catch {
    // The stream fails for one reason: what went in is not deflate-raw, or not all of it.
    return null;
  }
}

/** @param {Uint8Array} bytes @returns {Shared | null} */
function readShared(bytes) {
  if (bytes.length < CRC_BYTES) return null;
  const json = bytes.subarray(CRC_BYTES);
  const sum = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  if (crc32(json) !== sum) return null;
  const { s, t, x, l } = parsed(new TextDecoder().decode(json)) ?? {};
  const right =
    typeof s === 'string' &&
    Number.isSafeInteger(t) &&
    t >= 0 &&
    typeof x === 'string' &&
    x.length <= 64 &&
    (l === 'es' || l === 'en');
  return right ? { script: s, at: t, selection: x, language: l } : null;
}

/** A link made by hand can have a right sum over what is no JSON. @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** @param {Uint8Array} bytes @param {CompressionStream | DecompressionStream} through */
const piped = (bytes, through) =>
  new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)]).stream().pipeThrough(through);

/**
 * Reads a stream until its end, or until more than `limit` bytes have come.
 * @param {ReadableStream<Uint8Array>} stream
 * @param {number} limit
 */
async function collect(stream, limit) {
  const reader = stream.getReader();
  /** @type {Uint8Array[]} */
  const chunks = [];
  let length = 0;
  while (length <= limit) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
  }
  if (length > limit) await reader.cancel();
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** @param {Uint8Array} bytes */
function toBase64Url(bytes) {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @param {string} text @returns {Uint8Array | null} */
function fromBase64Url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
