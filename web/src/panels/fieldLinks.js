// Which bytes belong to which fields of an opened packet.

/** @import { Field } from '../../../wasm-glue/bindings/types' */

/** @param {Field} field @param {number} byte */
export const covers = (field, byte) => byte >= field.offset && byte < field.offset + Math.max(field.length, 1);

/** The innermost fields at a byte: its bits, or the smallest whole field. @param {Field[]} fields @param {number} byte */
export function fieldsAt(fields, byte) {
  const bits = bitFieldsAt(fields, byte);
  if (bits.length > 0) return bits;
  const here = fields.filter((field) => field.length > 0 && covers(field, byte));
  const smallest = here.reduce(
    (/** @type {Field | null} */ best, field) => (best && best.length < field.length ? best : field),
    null,
  );
  return smallest ? [smallest] : [];
}

/** @param {Field[]} fields @param {number} byte */
export const bitFieldsAt = (fields, byte) => fields.filter((field) => field.bitHigh >= 0 && field.offset === byte);
