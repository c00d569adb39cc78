// The broker alone for JavaScript: bytes in, bytes out, no world and no trace.

/** @import { PlaygroundFactory } from './types.d.ts' */

/** 32-bit words of broker::Outbox::Record: kind, connection, count, offset, length, event. */
const WORDS_PER_RECORD = 6;
const SEND = 0;
const SEND_TO_MANY = 1;

/**
 * Someone who carries out what the broker wants. `bytes` is a view that lives until the call returns.
 * @typedef {object} Carrier
 * @property {(connection: number, bytes: Uint8Array) => void} send
 * @property {(connections: Uint32Array, bytes: Uint8Array) => void} sendToMany
 * @property {(connection: number) => void} close
 */

/**
 * A broker of its own. Times are milliseconds that never go back.
 * @param {PlaygroundFactory} createPlayground
 * @param {Uint8Array} [wasm]
 */
export async function createBroker(createPlayground, wasm) {
  const module = await createPlayground(wasm ? { wasmBinary: wasm } : {});
  const self = module._bare_broker_new();
  const table = module._bare_broker_table(self) >> 2;

  return {
    /** A connection was made; its number. @param {number} now */
    open: (now) => module._bare_broker_open(self, now),
    /**
     * Bytes of a connection arrived; how many things drain() will carry out.
     * @param {number} connection @param {Uint8Array} bytes @param {number} now
     * @returns {number}
     */
    receive(connection, bytes, now) {
      const input = module._bare_broker_input(self, bytes.length);
      module.HEAPU8.set(bytes, input);
      return module._bare_broker_receive(self, connection, bytes.length, now);
    },
    /** @param {number} connection @param {number} now */
    lost: (connection, now) => module._bare_broker_lost(self, connection, now),
    /** @param {number} now */
    advance: (now) => module._bare_broker_advance(self, now),
    /** Carries out what the broker wants, in order. @param {Carrier} carrier */
    drain(carrier) {
      const words = module.HEAPU32;
      const heap = module.HEAPU8;
      const [records, count, bytes, targets] = words.subarray(table, table + 4);
      for (let i = 0, w = records >> 2; i < count; i += 1, w += WORDS_PER_RECORD) {
        const at = bytes + words[w + 3];
        if (words[w] === SEND) carrier.send(words[w + 1], heap.subarray(at, at + words[w + 4]));
        else if (words[w] === SEND_TO_MANY) {
          const first = (targets >> 2) + words[w + 1];
          carrier.sendToMany(words.subarray(first, first + words[w + 2]), heap.subarray(at, at + words[w + 4]));
        } else carrier.close(words[w + 1]);
      }
      module._bare_broker_clear(self);
    },
    delete: () => module._bare_broker_delete(self),
  };
}
