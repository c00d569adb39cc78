// Who is to be seen: every virtual client, and the real ones that are there or have left something.

/** @import { ClientGlance } from '../../../wasm-glue/bindings/types' */

/**
 * @param {ClientGlance[]} glance
 * @param {number[]} [recent] real clients that have gone, but whose packets are still being shown
 */
export const onStage = (glance, recent = []) =>
  glance.filter(
    ({ id, kind, state, session }) => kind === 'virtual' || state !== 'offline' || session || recent.includes(id),
  );
