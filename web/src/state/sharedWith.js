// Keeps what has not changed, so that what is drawn from it need not be drawn anew.

/** @import { ClientGlance } from '../../../wasm-glue/bindings/types' */

/**
 * `after`, with the objects of `before` wherever they show the same; `before` itself where all do.
 * @param {ClientGlance[]} before
 * @param {ClientGlance[]} after
 * @returns {ClientGlance[]}
 */
export function sharedWith(before, after) {
  let same = before.length === after.length;
  const shared = after.map((client, index) => {
    const known = before[index];
    if (known && looksLike(known, client)) return known;
    same = false;
    return client;
  });
  return same ? before : shared;
}

/** Alike in everything that is shown: the number of messages received is not. @param {ClientGlance} a @param {ClientGlance} b */
const looksLike = (a, b) =>
  a.id === b.id &&
  a.state === b.state &&
  a.link === b.link &&
  a.queued === b.queued &&
  a.inflight === b.inflight &&
  a.subscriptions === b.subscriptions &&
  a.session === b.session &&
  a.will === b.will &&
  a.clientId === b.clientId &&
  a.version === b.version &&
  a.name === b.name &&
  a.kind === b.kind;
