import { describe, expect, it } from 'vitest';
import { filled, languageFor, texts } from '../i18n/text.js';
import { payloadText } from './payload.js';
import { clockText, durationText, scriptTime } from './virtualTime.js';

describe('the virtual clock', () => {
  it('reads minutes, seconds and thousandths, with the comma of the language', () => {
    expect(clockText(12_345_678, 'es')).toBe('00:12,345');
    expect(clockText(12_345_678, 'en')).toBe('00:12.345');
    expect(clockText(3_725_000_000, 'en')).toBe('1:02:05.000');
  });

  it('is written into a script exactly', () => {
    expect(scriptTime(0)).toBe('0s');
    expect(scriptTime(1_500_000)).toBe('1.5s');
    expect(scriptTime(1_050_000)).toBe('1.05s');
    expect(scriptTime(80_000)).toBe('80ms');
    expect(scriptTime(1_000_001)).toBe('1000.001ms');
    expect(scriptTime(7)).toBe('0.007ms');
    expect(scriptTime(120_000_000)).toBe('2m');
  });

  it('says lengths of time in a unit that suits them', () => {
    expect(durationText(80_000, 'en')).toBe('80 ms');
    expect(durationText(1_500_000, 'es')).toBe('1,5 s');
    expect(durationText(600_000_000, 'en')).toBe('10 min');
  });
});

describe('a payload', () => {
  it('is shown as the text that it is, never as anything else', () => {
    expect(payloadText(new TextEncoder().encode('<img src=x onerror=alert(1)>'))).toBe('<img src=x onerror=alert(1)>');
    expect(payloadText(new TextEncoder().encode('21.5 °C'))).toBe('21.5 °C');
  });

  it('is shown in hexadecimal when it is not text', () => {
    expect(payloadText(Uint8Array.of(0xff, 0x00, 0x10))).toBe('ff 00 10');
    expect(payloadText(Uint8Array.of(0x41, 0x1b))).toBe('41 1b');
  });

  it('is cut when it is long', () => {
    expect(payloadText(new TextEncoder().encode('x'.repeat(500)), 10)).toBe('xxxxxxxxxx…');
    expect(payloadText(new TextEncoder().encode('ñ'.repeat(500)), 10)).toBe('ññññññññññ…');
  });
});

describe('the texts of the page', () => {
  it('are the same in both languages', () => {
    expect(Object.keys(texts.en)).toEqual(Object.keys(texts.es));
  });

  it('are Spanish unless the browser prefers English', () => {
    expect(languageFor(['es-MX', 'en'])).toBe('es');
    expect(languageFor(['en-GB'])).toBe('en');
    expect(languageFor(['fr', 'en'])).toBe('en');
    expect(languageFor(['fr'])).toBe('es');
  });

  it('take values by name', () => {
    expect(filled('{n} of {all}', { n: 1, all: 2 })).toBe('1 of 2');
    expect(filled('{n}', { n: '<b>' })).toBe('<b>');
  });
});
