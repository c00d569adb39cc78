// Natively, over loopback TCP: mqtt-relay --broker native against Mosquitto, by what the broker's process uses.
import { median, processes, quick } from './measure.js';
import { load, withServer } from './native_brokers.js';
import { figure, Report } from './report.js';

/**
 * bar: times Mosquitto's CPU, at most. units: PUBLISH packets (or connections), ours and Mosquitto's.
 * calls: read and write calls a delivery, at most.
 * @type {{id: string, title: string, bar: number, units: [number, number], calls?: number, fresh?: boolean}[]}
 */
const cpuRows = [
  { id: 'W1', title: 'W1 1 to 1, QoS 0, B=50', bar: 0.03, units: [200_000, 20_000], calls: 0.02 },
  { id: 'W2a', title: 'W2a 1 to 100, QoS 0, B=50', bar: 0.03, units: [10_000, 500], calls: 0.02 },
  { id: 'W3', title: 'W3 1 to 1, QoS 1, B=50', bar: 0.03, units: [50_000, 10_000] },
  { id: 'W4', title: 'W4 1 to 1, QoS 2, B=50', bar: 0.03, units: [50_000, 5_000] },
  { id: 'W5', title: 'W5 1,000 sessions of 10 filters', bar: 0.25, units: [10_000, 1_000] },
  { id: 'W6-store', title: 'W6 store 10,000 retained', bar: 0.35, units: [10_000, 10_000], fresh: true },
  { id: 'W6-deliver', title: 'W6 deliver them to #', bar: NaN, units: [10_000, 10_000], fresh: true },
  { id: 'connect', title: 'connect and disconnect', bar: 0.6, units: [2_000, 2_000] },
];
const sides = /** @type {const} */ (['ours', 'mosquitto']);

/**
 * Samples of both sides in turn, each process fresh.
 * @param {string} id @param {[number, number]} units @param {boolean} fresh one sample a process
 */
async function samples(id, units, fresh) {
  /** @type {ReturnType<typeof load>[][]} */
  const results = [[], []];
  for (let i = 0; i < processes; i += 1) {
    for (const [s, side] of sides.entries()) {
      await withServer(side, (server) => {
        for (let run = 0; run < (fresh || quick ? 1 : 3); run += 1) results[s].push(load(server, id, units[s]));
      });
    }
  }
  return results;
}

/** Read and write calls a delivery. @param {'ours' | 'mosquitto'} side @param {string} id @param {number} units */
const callsOf = (side, id, units) =>
  withServer(
    side,
    (server) => {
      const run = load(server, id, units);
      return run.calls / run.units;
    },
    true,
  );

/** @param {ReturnType<typeof load>[]} runs @param {(run: ReturnType<typeof load>) => number} value */
const middle = (runs, value) => median(runs.map(value));

const cpu = new Report('mqtt-relay --broker native against Mosquitto, loopback TCP, CPU ns of the broker a delivery', [
  'workload',
  'ours',
  'calls',
  'mosquitto',
  'calls',
  'ratio',
]);
const other = new Report('The same servers: latency and memory', ['workload', 'ours', 'mosquitto', 'ratio']);

for (const { id, title, bar, units, calls, fresh = false } of cpuRows) {
  const [ours, theirs] = await samples(id, units, fresh);
  const [a, b] = [ours, theirs].map((runs) => middle(runs, (run) => run.cpu_ns / run.units));
  const c = await callsOf('ours', id, units[0]);
  const d = await callsOf('mosquitto', id, units[1]);
  const ratio = a / b;
  const verdict = { name: `${title}, CPU`, ratio, bar, sense: /** @type {const} */ ('at most') };
  cpu.row([title, a, c.toFixed(3), b, d.toFixed(3), ratio], Number.isNaN(bar) ? undefined : verdict);
  if (calls !== undefined) {
    const callVerdict = {
      name: `${title}, calls a delivery`,
      ratio: c,
      bar: calls,
      sense: /** @type {const} */ ('at most'),
    };
    cpu.row([`${id} read and write calls a delivery`, c, '', d, '', c / d], callVerdict);
  }
}

const [fast, slow] = await samples('latency', quick ? [2_000, 2_000] : [20_000, 20_000], false);
const [latency, theirLatency] = [fast, slow].map((runs) => middle(runs, (run) => run.latency_us));
other.row(['one message in flight, median us', latency, theirLatency, latency / theirLatency], {
  name: 'latency of one message',
  ratio: latency / theirLatency,
  bar: 0.75,
  sense: 'at most',
});
const idle = quick ? 2_000 : 10_000;
for (const [id, what, bar] of /** @type {[string, string, number][]} */ ([
  ['W8-sessions', 'an idle session', 700],
  ['W8-filters', 'a filter', 250],
])) {
  const [ours, theirs] = await samples(id, [idle, idle], true);
  const [a, b] = [ours, theirs].map((runs) => middle(runs, (run) => run.rss / run.units));
  const verdict = { name: `RSS ${what}`, ratio: a, bar, sense: /** @type {const} */ ('at most') };
  other.row([`W8 RSS ${what}, bytes (${figure(idle)} sessions)`, a, b, a / b], verdict);
}
cpu.print();
other.print();
