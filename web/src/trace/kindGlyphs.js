// Glyphs for events that are not packets, drawn in a square of 12: neutral, since colour is for packets.

const pin = 'M6 11.500V8M3 1.500h6M4 1.500v3L2.500 8h7L8 4.500v-3';
const envelope = 'M1.500 3h9v6.500h-9zM1.500 3.500 6 7l4.500-3.500';
const cross = 'M3 3l6 6M9 3l-6 6';

/** @type {Record<string, string>} */
export const kindGlyphs = {
  action: 'M4 2.500 9 6l-5 3.500z',
  note: 'M2 2.500h8v5.500H6L3.500 10V8H2z',
  expectation_met: 'M2 6.500 5 9.500 10 3',
  expectation_failed: cross,
  link_cut: cross,
  connection_lost: cross,
  connection_refused: cross,
  keep_alive_expired: cross,
  packet_lost: cross,
  protocol_error: cross,
  access_denied: 'M3 5.500h6v5H3zM4.200 5.500V4a1.800 1.800 0 0 1 3.600 0v1.500',
  keep_alive_due: 'M6 1.500a4.500 4.500 0 1 1 0 9a4.500 4.500 0 0 1 0-9zM6 3.500V6l1.800 1.200',
  retained_set: pin,
  retained_sent: pin,
  retained_cleared: pin,
  will_armed: envelope,
  will_delayed: envelope,
  will_published: envelope,
  will_discarded: envelope,
  message_received: 'M6 2v6M3 5.500 6 8.500l3-3M2 10.500h8',
  message_queued: 'M2.500 3h7M2.500 6h7M2.500 9h7',
};
