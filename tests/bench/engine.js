// The engine alone: natively against WebAssembly (one C++ loop compiled both ways), memory, and what tracing costs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aedesSide } from './aedes_side.js';
import { calibrate, cpuNs, inTurn, median, processes, quick, sampleNs } from './measure.js';
import { folder, ofBench } from './modules.js';
import { connect, subscribe } from './packets.js';
import { Report } from './report.js';
import { batches, workloads } from './workloads.js';

const BATCH = 50;
/** At most so many times the native CPU. @type {Record<string, number>} */
const wasmBars = { W1: 1.5, W2a: 1.15, W2b: 1.15, W3: 1.5, W4: 1.5, W5: 1.5 };
const traceBar = 10;

/** What broker_set_up reads. @param {import('./workloads.js').Workload} workload */
function playOf(workload) {
  /** @type {[number, Uint8Array][]} */
  const setUp = workload.subscribers.flatMap((filters, i) => [
    [i, connect(`s${i}`)],
    [i, subscribe(filters, workload.qos)],
  ]);
  setUp.push([workload.subscribers.length, connect('publisher')]);
  const parts = [u32(setUp.length)];
  for (const [connection, bytes] of setUp) parts.push(u32(connection), u32(bytes.length), bytes);
  const sent = batches(workload, BATCH);
  parts.push(u32(sent.length));
  for (const bytes of sent) parts.push(u32(bytes.length), bytes);
  return Buffer.concat(parts);
}

/** @param {number} n */
function u32(n) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n);
  return bytes;
}

/** @param {Uint8Array} play @param {number} traceOn */
async function wasmBroker(play, traceOn) {
  const { factory, wasm } = await ofBench('loops');
  const module = await factory({ wasmBinary: wasm });
  const at = module._loop_input(play.length);
  module.HEAPU8.set(play, at);
  module._broker_set_up(traceOn);
  return module;
}

/** CPU ns of a PUBLISH received natively, several samples. @param {Uint8Array} play @param {number} rounds */
function natively(play, rounds, traceOn = 0) {
  const own = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    writeFileSync(join(own, 'play'), play);
    const args = [join(own, 'play'), String(traceOn), String(rounds), '3'];
    const { status, stdout } = spawnSync(`${folder('BENCH_BUILD')}/native_loops`, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    assert.equal(status, 0, 'native_loops');
    return /** @type {number[]} */ (JSON.parse(stdout.toString()));
  } finally {
    rmSync(own, { recursive: true });
  }
}

async function nativeAgainstWasm() {
  const report = new Report('The engine natively and in WebAssembly, the same C++ loop, CPU ns a delivery, B=50', [
    'workload',
    'wasm',
    'native',
    'ratio',
  ]);
  for (const [id, bar] of Object.entries(wasmBars)) {
    const workload = workloads[id];
    const play = playOf(workload);
    const module = await wasmBroker(play, 0);
    const perRound = BATCH * workload.deliveries;
    const run = (/** @type {number} */ rounds) => assert.equal(module._broker_run(rounds), rounds * perRound);
    const rounds = await calibrate(run, sampleNs);
    const wasm = [];
    const native = [];
    for (let i = 0; i < processes; i += 1) {
      for (let sample = 0; sample < 3; sample += 1) {
        const before = cpuNs();
        run(rounds);
        wasm.push((cpuNs() - before) / rounds / perRound);
      }
      native.push(...natively(play, rounds));
    }
    const ratio = median(wasm) / median(native);
    const verdict = {
      name: `${id} in WebAssembly against native`,
      ratio,
      bar,
      sense: /** @type {const} */ ('at most'),
    };
    report.row([`${id} ${workload.title}`, median(wasm), median(native), ratio], verdict);
  }
  report.print();
}

async function tracing() {
  const workload = workloads.W1;
  const play = playOf(workload);
  const runs = [];
  for (const traceOn of [0, 1]) {
    const module = await wasmBroker(play, traceOn);
    runs.push((/** @type {number} */ rounds) => assert.equal(module._broker_run(rounds), rounds * BATCH));
  }
  const aedes = await aedesSide();
  await aedes.setUp(workload);
  const sent = batches(workload, BATCH);
  runs.push((/** @type {number} */ rounds) => aedes.run(sent, rounds, 0, BATCH, 90));
  const samples = await inTurn(runs, 9, sampleNs);
  const [off, on, theirs] = samples.map((side) => median(side) / BATCH);
  await aedes.end();
  const report = new Report(
    'Tracing, W1 at B=50 in WebAssembly, CPU ns a delivery (on: drained as records every 1,000 messages)',
    ['tracing', 'ours', 'aedes', 'times'],
  );
  report.row(['off', off, theirs, theirs / off]);
  const verdict = {
    name: 'W1 with tracing on against aedes',
    ratio: theirs / on,
    bar: traceBar,
    sense: /** @type {const} */ ('at least'),
  };
  report.row(['on', on, theirs, theirs / on], verdict);
  report.print();
}

async function memory() {
  const count = quick ? 10_000 : 100_000;
  const { factory, wasm } = await ofBench('memory');
  const report = new Report('Memory of the engine in WebAssembly, as the allocator counts it', [
    'what',
    'count',
    'bytes each',
  ]);
  for (const [kind, what] of [
    'an idle session with its connection',
    'a subscription (exact, 22 to 25 bytes)',
    'a retained message of 64 bytes',
  ].entries()) {
    const module = await factory({ wasmBinary: wasm });
    module._broker_fill(kind, 0);
    const before = module._loop_live_bytes();
    module._broker_fill(kind, count);
    report.row([what, count, (module._loop_live_bytes() - before) / count]);
  }
  report.print();
}

await nativeAgainstWasm();
await memory();
await tracing();
process.exit(0);
