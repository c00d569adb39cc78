// The workloads: who connects and subscribes to what, the bytes that a publisher sends, and how many
// deliveries follow. The same for every broker.
import { joined, payload64, publish, subscribe } from './packets.js';

/** Four levels, 22 bytes. */
export const oneTopic = 'bench/site/room/temp-1';

/** @param {number} area 0..99 @param {number} device 0..99 */
const deviceTopic = (area, device) =>
  `bench/a${String(area).padStart(3, '0')}/d${String(device).padStart(3, '0')}/value0`;

/** @param {number} i 0..999 */
export const mixedTopic = (i) => deviceTopic(i % 100, Math.floor(i / 100));
/** @param {number} i 0..9999 */
export const retainedTopic = (i) => deviceTopic(i % 100, Math.floor(i / 100));

/** The ten filters of session `s`: 7 exact, 2 `+`, 1 `#`. No topic matches two of one session, and each matches 37 in all. */
export function mixedFilters(/** @type {number} */ s) {
  const area = (/** @type {number} */ n) => `bench/a${String((s + n) % 100).padStart(3, '0')}`;
  return [
    ...Array.from({ length: 7 }, (_, k) => mixedTopic((s + 107 * k) % 1000)),
    `${area(50)}/+/value0`,
    `${area(51)}/+/value0`,
    `${area(60)}/#`,
  ];
}

/**
 * @typedef {object} Workload
 * @property {string} id
 * @property {string} title
 * @property {number} qos
 * @property {string[][]} subscribers the filters of each
 * @property {(i: number) => string} topic of the i-th PUBLISH
 * @property {number} topics how many there are
 * @property {number} deliveries of one PUBLISH
 */

/** @param {number} n @returns {string[][]} */
const sameTopic = (n) => Array.from({ length: n }, () => [oneTopic]);

/** @type {Record<string, Workload>} */
export const workloads = {
  W1: { title: '1 to 1, QoS 0', qos: 0, subscribers: sameTopic(1), deliveries: 1 },
  W2a: { title: '1 to 100, QoS 0', qos: 0, subscribers: sameTopic(100), deliveries: 100 },
  W2b: { title: '1 to 1,000, QoS 0', qos: 0, subscribers: sameTopic(1000), deliveries: 1000 },
  W3: { title: '1 to 1, QoS 1', qos: 1, subscribers: sameTopic(1), deliveries: 1 },
  W4: { title: '1 to 1, QoS 2', qos: 2, subscribers: sameTopic(1), deliveries: 1 },
  W5: {
    title: '1,000 sessions of 10 filters',
    qos: 0,
    subscribers: Array.from({ length: 1000 }, (_, s) => mixedFilters(s)),
    deliveries: 37,
    topic: mixedTopic,
    topics: 1000,
  },
};
for (const [id, workload] of Object.entries(workloads)) {
  workload.id = id;
  workload.topic ??= () => oneTopic;
  workload.topics ??= 1;
}

/** Retained messages of W6, and connections at once of W7. */
export const retainedCount = 10_000;
export const connectionsAtOnce = 50;

/**
 * The publisher's bytes in batches of `batchSize` PUBLISH packets, to be sent again and again.
 * @param {Workload} workload @param {number} batchSize
 * @returns {Uint8Array[]}
 */
export function batches(workload, batchSize, version = 4) {
  // At QoS 1 and 2 so many that no Packet Identifier is used twice at a time.
  const count = workload.qos > 0 ? 1000 / batchSize : workload.topics / gcd(workload.topics, batchSize);
  return Array.from({ length: count }, (_, batch) =>
    joined(
      Array.from({ length: batchSize }, (_, i) =>
        publish({
          topic: workload.topic((batch * batchSize + i) % workload.topics),
          payload: payload64,
          qos: workload.qos,
          packetId: batch * batchSize + i + 1,
          version,
        }),
      ),
    ),
  );
}

/** The 10,000 PUBLISH packets with RETAIN, a hundred at a time. */
export const retainedBatches = () =>
  Array.from({ length: retainedCount / 100 }, (_, batch) =>
    joined(
      Array.from({ length: 100 }, (_, i) =>
        publish({ topic: retainedTopic(batch * 100 + i), payload: payload64, retain: true }),
      ),
    ),
  );

export const subscribeAll = subscribe(['#'], 0);

/** @param {number} a @param {number} b @returns {number} */
const gcd = (a, b) => (b === 0 ? a : gcd(b, a % b));
