// CPU time and medians. Only ratios taken in one run count, so every peer is measured beside ours.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The whole process's CPU time so far, garbage collection included, in nanoseconds. */
export function cpuNs() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const WARM_NS = 300e6;

/**
 * How many rounds take about `targetNs`, by growing them and then repeating them until the code is warm.
 * @param {(rounds: number) => Promise<unknown> | unknown} run @param {number} targetNs
 */
export async function calibrate(run, targetNs) {
  const start = cpuNs();
  for (let rounds = 1; ;) {
    const before = cpuNs();
    await run(rounds);
    const took = cpuNs() - before;
    if (took >= targetNs / 2 && cpuNs() - start >= WARM_NS) return Math.max(1, Math.round((rounds * targetNs) / took));
    if (took < targetNs / 2) rounds *= took < targetNs / 8 ? 4 : 2;
  }
}

/**
 * CPU nanoseconds of one round: the sides in turn, `samples` of each.
 * @param {((rounds: number) => Promise<unknown> | unknown)[]} sides @param {number} samples @param {number} targetNs
 * @returns {Promise<number[][]>} by side
 */
export async function inTurn(sides, samples, targetNs) {
  const rounds = [];
  for (const side of sides) rounds.push(await calibrate(side, targetNs));
  const results = sides.map(() => /** @type {number[]} */ ([]));
  for (let sample = 0; sample < samples; sample += 1) {
    for (const [i, side] of sides.entries()) {
      globalThis.gc?.();
      const before = cpuNs();
      await side(rounds[i]);
      results[i].push((cpuNs() - before) / rounds[i]);
    }
  }
  return results;
}

/**
 * Runs a file of this folder in a process of its own; it prints JSON.
 * @param {string} file @param {string[]} args
 */
export function inProcess(file, args) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const node = ['--expose-gc', '--max-old-space-size=8192', path, ...args];
  const { status, stdout } = spawnSync(process.execPath, node, {
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with status ${status}`);
  return JSON.parse(stdout.toString());
}

/**
 * Medians by side of the samples of several processes.
 * @param {number} processes @param {() => number[][]} run
 */
export function overProcesses(processes, run) {
  /** @type {number[][]} */
  let all = [];
  for (let i = 0; i < processes; i += 1) {
    const samples = run();
    all = samples.map((side, s) => [...(all[s] ?? []), ...side]);
  }
  return all.map(median);
}

/** What a short run changes: `--quick` measures less, and says so. */
export const quick = process.argv.includes('--quick');
export const processes = quick ? 1 : 3;
export const samplesPerProcess = 3;
export const sampleNs = quick ? 20e6 : 80e6;
