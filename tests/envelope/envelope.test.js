import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MessageWriter, decodeMessage } from '../../wasm-glue/envelope/envelope.js';
import { ReceiveCredit, SendCredit } from '../../wasm-glue/envelope/credit.js';

const cases = JSON.parse(readFileSync(new URL('./envelope_cases.json', import.meta.url), 'utf8'));

/** @param {string} hex */
const bytesOf = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
/** @param {Uint8Array} bytes */
const hexOf = (bytes) => Buffer.from(bytes).toString('hex');

/** @param {any} frame Bodies as hexadecimal digits, as the case file has them. */
const readable = (frame) => ('body' in frame ? { ...frame, body: hexOf(frame.body) } : frame);

/** @param {MessageWriter} writer @param {any} frame */
function write(writer, frame) {
  switch (frame.kind) {
    case 'hello':
      return writer.hello(frame);
    case 'open':
      return writer.open(frame.connection, frame.transport, frame.label);
    case 'data':
      return writer.data(frame.connection, bytesOf(frame.body));
    case 'data_for_many':
      return writer.dataForMany(frame.connections, bytesOf(frame.body));
    case 'close':
      return writer.close(frame.connection, frame.reason);
    case 'window':
      return writer.window(frame.connection, frame.credit);
    case 'refusal':
      return writer.refusal(frame.code, frame.text);
    default:
      throw new Error(`the case file has a frame of kind ${frame.kind}`);
  }
}

describe('envelope.js keeps to the case file', () => {
  it.each(cases.valid)('decodes: $name', ({ bytes, frames }) => {
    const decoded = decodeMessage(bytesOf(bytes));
    expect(decoded.error).toBeNull();
    expect(decoded.frames.map(readable)).toEqual(frames);
    expect(decoded.taken).toBe(bytes.length / 2);
  });

  it.each(cases.valid)('encodes: $name', ({ bytes, frames }) => {
    const writer = new MessageWriter(1);
    for (const frame of frames) write(writer, frame);
    expect(writer.length).toBe(bytes.length / 2);
    expect(hexOf(writer.take())).toBe(bytes);
    expect(writer.length).toBe(0);
  });

  it.each(cases.invalid)('refuses: $name', ({ bytes, frames_before, error }) => {
    const decoded = decodeMessage(bytesOf(bytes));
    expect(decoded.error).toEqual(error);
    expect(decoded.frames.length).toBe(frames_before);
  });

  it('says truncated, and takes only whole frames, at every cut of every valid message', () => {
    for (const { bytes } of cases.valid) {
      const message = bytesOf(bytes);
      for (let cut = 0; cut < message.length; ++cut) {
        const { error, taken } = decodeMessage(message.subarray(0, cut));
        expect(error === null ? taken === cut : error.kind === 'truncated' && taken <= cut).toBe(true);
      }
    }
  });

  it('reads a message that lies inside a larger buffer', () => {
    const whole = new Uint8Array([9, 9, ...bytesOf('0307000000' + '02000000' + 'c000'), 9]);
    const { frames } = decodeMessage(whole.subarray(2, whole.length - 1));
    expect(frames.map(readable)).toEqual([{ kind: 'data', connection: 7, body: 'c000' }]);
  });

  it('writes a question mark for what is not printable ASCII', () => {
    const writer = new MessageWriter();
    writer.open(1, 'tcp', 'añ\n');
    expect(decodeMessage(writer.take()).frames).toEqual([
      { kind: 'open', connection: 1, transport: 'tcp', label: 'a??' },
    ]);
  });
});

describe('credit', () => {
  it('is given back half at a time, for each connection apart', () => {
    const credit = new ReceiveCredit(100);
    expect(credit.dealtWith(1, 49)).toBe(0);
    expect(credit.dealtWith(2, 10)).toBe(0);
    expect(credit.dealtWith(1, 3)).toBe(52);
    expect(credit.dealtWith(1, 1)).toBe(0);
    credit.forget(2);
    expect(credit.dealtWith(2, 45)).toBe(0);
  });

  it('is spent by bodies and grows with windows', () => {
    const credit = new SendCredit(10);
    credit.spend(1, 8);
    expect(credit.left(1)).toBe(2);
    expect(credit.left(2)).toBe(10);
    credit.grant(1, 5);
    expect(credit.left(1)).toBe(7);
    credit.forget(1);
    expect(credit.left(1)).toBe(10);
  });
});
