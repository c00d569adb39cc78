import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.js';
import { decodeShared, encodeShared, FRAGMENT_MAX, INFLATED_MAX, isSharedFragment } from './fragment.js';

/** @type {import('./fragment.js').Shared} */
const shared = {
  script: 'mqtt-scenario 1\nclient año\n@0s año connect\n',
  at: 1_234_567,
  selection: 'client:1',
  language: 'es',
};

/** A link whose sum is right, whatever it says. @param {string} text */
async function handMade(text) {
  const json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(4 + json.length);
  new DataView(bytes.buffer).setUint32(0, crc32(json), true);
  bytes.set(json, 4);
  const packed = await new Response(
    new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw')),
  ).arrayBuffer();
  return `v1.${Buffer.from(packed).toString('base64url')}`;
}

describe('a link', () => {
  it('gives back script, moment, selection and language', async () => {
    const fragment = await encodeShared(shared);
    expect(fragment).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
    expect(await decodeShared(fragment)).toEqual({ shared });
    expect(await decodeShared(`#${fragment}`)).toEqual({ shared });
  });

  it('published with version 1 keeps opening', async () => {
    const published = await handMade('{"s":"mqtt-scenario 1\\n","t":5,"x":"broker","l":"en"}');
    expect(await decodeShared(published)).toEqual({
      shared: { script: 'mqtt-scenario 1\n', at: 5, selection: 'broker', language: 'en' },
    });
  });

  it('says that it is damaged whichever character was changed, and whatever was cut off', async () => {
    const fragment = await encodeShared(shared);
    for (let index = 3; index < fragment.length; ++index) {
      const other = fragment[index] === 'A' ? 'B' : 'A';
      const changed = fragment.slice(0, index) + other + fragment.slice(index + 1);
      const decoded = await decodeShared(changed);
      // The last character of base64url may carry bits that mean nothing.
      if (index < fragment.length - 1 || 'fault' in decoded) expect(decoded).toEqual({ fault: 'damaged' });
      else expect(decoded).toEqual({ shared });
    }
    for (const length of [3, 4, 10, fragment.length - 2]) {
      expect(await decodeShared(fragment.slice(0, length))).toEqual({ fault: 'damaged' });
    }
  });

  it('says that it is from a newer version', async () => {
    expect(await decodeShared('#v2.anything')).toEqual({ fault: 'newer' });
  });

  it('says that it is too large, long or inflated', async () => {
    expect(await decodeShared(`v1.${'A'.repeat(FRAGMENT_MAX)}`)).toEqual({ fault: 'tooLarge' });
    expect(await decodeShared(await encodeShared({ ...shared, script: 'x'.repeat(INFLATED_MAX) }))).toEqual({
      fault: 'tooLarge',
    });
    const bomb = await encodeShared({ ...shared, script: '\n'.repeat(5_000_000) });
    expect(bomb.length).toBeLessThan(FRAGMENT_MAX);
    expect(await decodeShared(bomb)).toEqual({ fault: 'tooLarge' });
  });

  it.each([
    '',
    'null',
    '[]',
    '{"s":1,"t":0,"x":"","l":"es"}',
    '{"s":"","t":-1,"x":"","l":"es"}',
    '{"s":"","t":0,"x":"","l":"fr"}',
    '{',
  ])('made by hand of %j is refused', async (text) => {
    expect(await decodeShared(await handMade(text))).toEqual({ fault: 'damaged' });
  });

  it('is told from any other fragment', () => {
    expect(isSharedFragment('#v1.abc')).toBe(true);
    expect(isSharedFragment('#v1.')).toBe(true);
    expect(isSharedFragment('#host=abc')).toBe(false);
    expect(isSharedFragment('')).toBe(false);
  });

  it('carrying a course scenario stays under 2,000 characters', async () => {
    const script = Array.from(
      { length: 60 },
      (_, index) => `@${index}s client${index % 4} publish casa/sala/temp "${index}.5" qos=1`,
    );
    expect((await encodeShared({ ...shared, script: script.join('\n') })).length).toBeLessThan(2_000);
  });
});

describe('the checksum', () => {
  it('is CRC-32', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });
});
