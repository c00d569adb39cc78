// The five families of Control Packets: one colour and one glyph each, used everywhere.

/** @typedef {'connection' | 'publish' | 'subscription' | 'keepalive' | 'farewell'} Family */

/** @type {Record<string, Family>} */
const families = {
  CONNECT: 'connection',
  CONNACK: 'connection',
  PUBLISH: 'publish',
  PUBACK: 'publish',
  PUBREC: 'publish',
  PUBREL: 'publish',
  PUBCOMP: 'publish',
  SUBSCRIBE: 'subscription',
  SUBACK: 'subscription',
  UNSUBSCRIBE: 'subscription',
  UNSUBACK: 'subscription',
  PINGREQ: 'keepalive',
  PINGRESP: 'keepalive',
  DISCONNECT: 'farewell',
  AUTH: 'farewell',
};

/** @param {string} packetName @returns {Family | null} */
export const familyOf = (packetName) => families[packetName] ?? null;

/** The glyph of each family, drawn in a square of 12. @type {Record<Family, string>} */
export const familyGlyphs = {
  connection: 'M2 6h2.4M7.600 6H10M4.400 3.600h3.200v4.800H4.400z',
  publish: 'M1.500 2 10.800 6 1.500 10l1.700-4z',
  subscription: 'M3 1.500h6v9L6 8l-3 2.500z',
  keepalive:
    'M6 10.300C2.500 7.800 1.300 6 1.300 4.300A2.500 2.500 0 0 1 6 3.200a2.500 2.500 0 0 1 4.700 1.100C10.700 6 9.500 7.800 6 10.300z',
  farewell: 'M1.500 1.800h5v8.400h-5zM8 6h3M9.500 4.200 11.300 6 9.500 7.800',
};

/** Kinds of event that always tell of something gone wrong; they alone are drawn in red. */
const failures = new Set([
  'packet_lost',
  'connection_refused',
  'connection_lost',
  'protocol_error',
  'expectation_failed',
  'keep_alive_expired',
  'access_denied',
]);

/** Reasons for which dropping a message is as it should be: nobody subscribed, or No Local asked for it. */
const ordinaryDrops = new Set([0, 1, 7]);

/** @param {{ kind: string, number: number }} event */
export const isFailure = ({ kind, number }) =>
  kind === 'message_dropped' ? !ordinaryDrops.has(number) : failures.has(kind);
