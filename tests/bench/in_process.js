// In one JavaScript process: our WebAssembly broker against aedes, and against the least broker.
import { inProcess, overProcesses, processes, sampleNs, samplesPerProcess } from './measure.js';
import { Report } from './report.js';
import { workloads } from './workloads.js';

/** Times aedes's speed, at B=1 and at B=50 (performance.md). @type {Record<string, number[]>} */
const bars = {
  W1: [25, 100],
  W2a: [45, 110],
  W2b: [50, 250],
  W3: [15, 40],
  W4: [20, 75],
  W5: [60, 60],
  W6: [100, 100],
  W7: [100, 100],
};
const leastBar = 1.25;
const fiveBar = 1.1;
const titles = { W6: '10,000 retained to #', W7: 'connect, disconnect, 50 at once' };

const against = new Report('Ours in WebAssembly against aedes, one process, CPU ns a delivery (3.1.1, trace off)', [
  'workload',
  'B',
  'ours',
  'aedes',
  'times',
]);
const limits = new Report('Ours against the least broker that works, CPU ns a delivery', [
  'workload',
  'B',
  'ours',
  'least',
  'ratio',
]);
const versions = new Report('MQTT 5.0 without properties against 3.1.1, ours, CPU ns a delivery', [
  'workload',
  'B',
  '5.0',
  '3.1.1',
  'ratio',
]);

for (const [id, [one, fifty]] of Object.entries(bars)) {
  for (const [batch, bar] of id >= 'W6'
    ? [[50, fifty]]
    : [
        [1, one],
        [50, fifty],
      ]) {
    const args = [id, String(batch), String(sampleNs), String(samplesPerProcess)];
    const [ours, aedes, five, least] = overProcesses(processes, () => inProcess('in_process_sample.js', args));
    const title = `${id} ${workloads[id]?.title ?? titles[/** @type {'W6' | 'W7'} */ (id)]}`;
    const b = id >= 'W6' ? '-' : String(batch);
    const name = `${id} B=${b}`;
    const times = aedes / ours;
    against.row([title, b, ours, aedes, times], {
      name: `${name} against aedes`,
      ratio: times,
      bar,
      sense: 'at least',
    });
    if (least !== undefined) {
      const ratio = ours / least;
      const verdict = {
        name: `${name} against the least broker`,
        ratio,
        bar: leastBar,
        sense: /** @type {const} */ ('at most'),
      };
      limits.row([title, b, ours, least, ratio], verdict);
    }
    if (five !== undefined) {
      const ratio = five / ours;
      const verdict = {
        name: `${name} 5.0 against 3.1.1`,
        ratio,
        bar: fiveBar,
        sense: /** @type {const} */ ('at most'),
      };
      versions.row([title, b, five, ours, ratio], verdict);
    }
  }
}
against.print();
limits.print();
versions.print();
