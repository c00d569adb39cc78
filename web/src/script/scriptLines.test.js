import { describe, expect, it } from 'vitest';
import { scriptTitle } from './scriptTitle.js';
import { quoted, withLine, withoutLinesAfter } from './scriptLines.js';

describe('what the mouse does', () => {
  it('becomes a line at the end of the script, with its moment', () => {
    expect(withLine('mqtt-scenario 1\n', { at: 1_500_000, line: 'phone cut' })).toBe(
      'mqtt-scenario 1\n@1.5s phone cut\n',
    );
    expect(withLine('mqtt-scenario 1', { at: 0, line: 'phone connect' })).toBe('mqtt-scenario 1\n@0s phone connect\n');
  });

  it('is quoted, so that no text can become anything else than a text', () => {
    expect(quoted('21.5')).toBe('"21.5"');
    expect(quoted('a "b" \\ c')).toBe('"a \\"b\\" \\\\ c"');
    expect(quoted('a\nb\u0000')).toBe('"a\\u{a}b\\u{0}"');
    expect(quoted('día <b>😀')).toBe('"día <b>😀"');
  });

  it('is dropped again when something is done before it', () => {
    const early = { at: 1_000_000, line: 'phone cut' };
    const late = { at: 2_000_000, line: 'phone connect' };
    const script = withLine(withLine('mqtt-scenario 1\n', early), late);
    expect(withoutLinesAfter(script, [early, late], 1_500_000)).toBe('mqtt-scenario 1\n@1s phone cut\n');
  });
});

describe("a script's title", () => {
  it('is the one in the chosen language, or the one without language', () => {
    const both = 'mqtt-scenario 1\ntitle es "Hola"\ntitle en "Hello"\n';
    expect(scriptTitle(both, 'es')).toBe('Hola');
    expect(scriptTitle(both, 'en')).toBe('Hello');
    expect(scriptTitle('title "Any \\"one\\""', 'en')).toBe('Any "one"');
    expect(scriptTitle('client phone', 'en')).toBe('');
  });
});
