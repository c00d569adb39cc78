// A payload for a person: as text where it is text, in hexadecimal where it is not.

const strict = new TextDecoder('utf-8', { fatal: true });
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** @param {Uint8Array} bytes @param {number} [most] characters shown at most */
export function payloadText(bytes, most = 120) {
  try {
    const text = strict.decode(bytes.length > most * 4 ? bytes.subarray(0, most * 4) : bytes);
    if (!unprintable.test(text)) return text.length > most ? `${text.slice(0, most)}…` : text;
  } catch (error) {
    // A TypeError says that the bytes are not UTF-8.
    if (!(error instanceof TypeError)) throw error;
  }
  return hexText(bytes, Math.floor(most / 3));
}

/** @param {Uint8Array} bytes @param {number} most bytes shown at most */
export function hexText(bytes, most) {
  const shown = Array.from(bytes.subarray(0, most), hexByte).join(' ');
  return bytes.length > most ? `${shown} …` : shown;
}

/** @param {number} byte */
export const hexByte = (byte) => byte.toString(16).padStart(2, '0');
