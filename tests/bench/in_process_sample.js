// One process of the in-process comparison: WORKLOAD BATCH TARGET_NS SAMPLES. Prints the CPU nanoseconds of one
// delivery (W6: retained message, W7: connection) of each side, and checks what arrived.
import assert from 'node:assert/strict';
import { aedesSide } from './aedes_side.js';
import { inTurn, cpuNs } from './measure.js';
import { ofBench, playground } from './modules.js';
import { ourSide } from './our_side.js';
import { connect } from './packets.js';
import { batches, connectionsAtOnce, retainedBatches, retainedCount, workloads } from './workloads.js';

const [id, batchText, targetText, samplesText] = process.argv.slice(2);
const batchSize = Number(batchText);
const targetNs = Number(targetText);
const samples = Number(samplesText);

/** Bytes of a PUBLISH of the workloads at QoS 0 in 3.1.1 and 5.0. */
const packetBytes = (/** @type {number} */ version) => (version === 5 ? 91 : 90);

/** @param {Awaited<ReturnType<typeof ourSide>>} side */
async function ourRun(side, version = 4) {
  const workload = workloads[id];
  await side.setUp(workload, version);
  const sent = batches(workload, batchSize, version);
  const each = workload.qos === 0 ? packetBytes(version) : 1;
  return async (/** @type {number} */ rounds) => {
    const arrived = await side.run(sent, rounds, workload.qos);
    assert.equal(arrived, rounds * batchSize * workload.deliveries * each, `${side.name}: what arrived`);
  };
}

/** aedes with the number of batches in flight that suits it best. */
async function aedesRun() {
  const workload = workloads[id];
  const side = await aedesSide();
  await side.setUp(workload);
  const sent = batches(workload, batchSize);
  const deliveries = batchSize * workload.deliveries;
  const each = workload.qos === 0 ? packetBytes(4) : 1;
  const run = async (/** @type {number} */ rounds, /** @type {number} */ window) => {
    const arrived = await side.run(sent, rounds, workload.qos, deliveries, packetBytes(4), window);
    assert.equal(arrived, rounds * deliveries * each, 'aedes: what arrived');
  };
  let best = { window: 1, ns: Infinity };
  for (const window of batchSize === 1 ? [1, 10, 50] : [1, 2, 4]) {
    const rounds = Math.max(window, Math.ceil(4000 / deliveries));
    await run(rounds, window);
    const before = cpuNs();
    await run(rounds, window);
    const ns = (cpuNs() - before) / rounds;
    if (ns < best.ns) best = { window, ns };
  }
  return { side, run: (/** @type {number} */ rounds) => run(rounds, best.window) };
}

async function publishing() {
  const workload = workloads[id];
  const { factory, wasm } = await playground();
  const ours = await ourSide(factory, wasm);
  const five = await ourSide(factory, wasm);
  const aedes = await aedesRun();
  const sides = [await ourRun(ours), aedes.run, await ourRun(five, 5)];
  if (id === 'W1' || id.startsWith('W2')) {
    const least = await ofBench('least');
    sides.push(await ourRun(await ourSide(least.factory, least.wasm)));
  }
  const results = await inTurn(sides, samples, targetNs);
  await aedes.side.end();
  return results.map((side) => side.map((ns) => ns / (batchSize * workload.deliveries)));
}

async function retained() {
  const { factory, wasm } = await playground();
  const expected = retainedCount * packetBytes(4);
  const sides = [await ourSide(factory, wasm), await aedesSide()];
  const runs = [];
  for (const side of sides) {
    await side.setUp({ ...workloads.W1, subscribers: [] });
    for (const batch of retainedBatches()) await side.store(batch);
    let subscribers = 0;
    runs.push(async (/** @type {number} */ rounds) => {
      for (let i = 0; i < rounds; i += 1) {
        assert.equal(await side.subscribeAll(subscribers++, expected), expected, `${side.name}: retained bytes`);
      }
    });
  }
  const results = await inTurn(runs, samples, targetNs);
  await sides[1].end();
  return results.map((side) => side.map((ns) => ns / retainedCount));
}

async function connecting() {
  const { factory, wasm } = await playground();
  const connects = Array.from({ length: connectionsAtOnce }, (_, i) => connect(`client-${i}`));
  const sides = [await ourSide(factory, wasm), await aedesSide()];
  const runs = sides.map((side) => async (/** @type {number} */ rounds) => {
    const count = rounds * connectionsAtOnce;
    assert.deepEqual(await side.connectAndLeave(connects, rounds), { connacks: count, closed: count }, side.name);
  });
  const results = await inTurn(runs, samples, targetNs);
  await sides[1].end();
  return results.map((side) => side.map((ns) => ns / connectionsAtOnce));
}

const results = await (id === 'W6' ? retained() : id === 'W7' ? connecting() : publishing());
console.log(JSON.stringify(results));
process.exit(0);
