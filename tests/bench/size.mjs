// The size check: what a browser loads of the engine, compressed, against its budget. Ends with status 1
// above it.
//   node tests/bench/size.mjs [FOLDER of playground.wasm and playground.mjs]
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const BUDGET_BYTES = 120_000;

const folder = process.argv[2] ?? fileURLToPath(new URL('../../build/wasm', import.meta.url));
const kB = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;

const files = ['playground.wasm', 'playground.mjs'].map((name) => join(folder, name));
const missing = files.filter((file) => !existsSync(file));
if (missing.length > 0) {
  console.error(`size: ${missing.join(', ')} is not there: scripts/build wasm makes it`);
  process.exit(2);
}
console.log('== The WebAssembly module and its JavaScript, as the compiler wrote them (the page minifies the second)');
console.log(`${''.padEnd(18)}${'raw'.padStart(10)}${'gzip'.padStart(12)}${'brotli'.padStart(12)}`);
const total = { raw: 0, gzip: 0, brotli: 0 };
for (const [i, file] of files.entries()) {
  const bytes = readFileSync(file);
  const sizes = {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  };
  console.log(`${['playground.wasm', 'playground.mjs'][i].padEnd(18)}${Object.values(sizes).map(kB).join('  ')}`);
  for (const key of /** @type {('raw' | 'gzip' | 'brotli')[]} */ (Object.keys(sizes))) total[key] += sizes[key];
}
console.log(`${'together'.padEnd(18)}${Object.values(total).map(kB).join('  ')}`);
// What browsers ask for; gzip is printed for servers that know nothing better.
const met = total.brotli <= BUDGET_BYTES;
console.log(`size: ${kB(total.brotli).trim()}, budget ${kB(BUDGET_BYTES).trim()}: ${met ? 'met' : 'NOT met'}`);
const verdict = { name: 'module and its JavaScript, bytes', ratio: total.brotli, bar: BUDGET_BYTES, sense: 'at most' };
if (process.env.BENCH_VERDICTS) appendFileSync(process.env.BENCH_VERDICTS, `${JSON.stringify(verdict)}\n`);
process.exit(met ? 0 : 1);
