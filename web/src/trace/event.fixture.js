// Events for tests: what is not named is empty.

/** @import { ClientGlance, TraceEvent } from '../../../wasm-glue/bindings/types' */

/** @param {Partial<TraceEvent> & { id: number }} given @returns {TraceEvent} */
export const event = (given) => ({
  cause: 0,
  also: 0,
  message: 0,
  at: 0,
  due: given.at ?? 0,
  kind: 'action',
  side: 'client',
  actor: 1,
  connection: 1,
  version: '3.1.1',
  reason: 0,
  qos: 0,
  number: 0,
  text: '',
  statement: '',
  packetName: '',
  packet: new Uint8Array(),
  ...given,
});

/** @param {number} id @param {number} at @param {number} due @param {Partial<TraceEvent>} [more] */
export const sent = (id, at, due, more = {}) =>
  event({ id, at, due, kind: 'packet_sent', packetName: 'PUBLISH', ...more });

/** A client in good order. @param {Partial<ClientGlance> & { id: number }} given @returns {ClientGlance} */
export const glanceOf = (given) => ({
  name: `client ${given.id}`,
  kind: 'virtual',
  state: 'connected',
  version: '3.1.1',
  clientId: '',
  will: false,
  session: true,
  queued: 0,
  inflight: 0,
  subscriptions: 0,
  received: 0,
  link: 'up',
  ...given,
});
