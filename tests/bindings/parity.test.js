// The same scenarios give the same bytes in WebAssembly as natively: both are held to the golden traces.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newEngine, scenariosIn } from './load.js';

/** The golden traces hold the first half minute. */
const UNTIL = 30_000_000;

const goldenTrace = (name) => readFileSync(new URL(`../scenarios/${name}.trace`, import.meta.url), 'utf8');

describe.each([...scenariosIn('web/scenarios'), ...scenariosIn('tests/scenarios')])('%s', (name, text) => {
  it('has the trace that the native engine has', async () => {
    const engine = await newEngine();
    expect(engine.load(text)).toMatchObject({ ok: true });
    engine.advance(UNTIL);
    expect(engine.traceText()).toBe(goldenTrace(name));
    engine.delete();
  });

  it('has it still after going back and forth in time', async () => {
    const engine = await newEngine();
    engine.load(text);
    engine.advance(UNTIL);
    for (let at = UNTIL; at >= 0; at -= 777_777) engine.seek(at);
    engine.seek(UNTIL);
    expect(engine.traceText()).toBe(goldenTrace(name));
    engine.delete();
  });
});
