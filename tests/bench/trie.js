// Matching: SubscriptionTree and RouteCache in WebAssembly against qlobber (aedes's matcher).
import assert from 'node:assert/strict';
import qlobber from 'qlobber';
import { cpuNs, inProcess, inTurn, median, processes, quick, sampleNs, samplesPerProcess } from './measure.js';
import { ofBench } from './modules.js';
import { Report } from './report.js';

const TOPICS = 1000;
const bars = { uncached: 5, repeated: 30, bytes: 96, buildMs: 1500 };

/** A generator of our own, so that every run has the same filters. @param {number} seed */
function numbers(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * 70 % exact, 20 % `+`, 10 % `#`, none twice in one session (filter i belongs to session i % (count / 10)).
 * @param {number} count
 */
function filtersAndTopics(count) {
  const areas = Math.max(4, Math.round(count / 30));
  const next = numbers(count);
  const area = () => `site/a${next(areas)}`;
  const filters = Array.from({ length: count }, (_, i) => {
    const kind = Math.floor(i / (count / 10));
    if (kind < 7) return `${area()}/device${(kind >> 1) + 5 * next(2)}/value${kind % 2}`;
    return kind < 9 ? `${area()}/+/value${kind - 7}` : `${area()}/#`;
  });
  const topics = Array.from({ length: TOPICS }, () => `${area()}/device${next(10)}/value${next(2)}`);
  return { filters, topics };
}

/** @param {any} module @param {string[]} lines */
function giveLines(module, lines) {
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
  const at = module._loop_input(bytes.length);
  module.HEAPU8.set(bytes, at);
  return bytes.length;
}

/** One process: the figures for one number of filters. @param {number} count */
async function sample(count) {
  const { filters, topics } = filtersAndTopics(count);
  const matcher = new qlobber.Qlobber({
    separator: '/',
    wildcard_one: '+',
    wildcard_some: '#',
    match_empty_levels: true,
  });
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  let before = cpuNs();
  filters.forEach((filter, i) => matcher.add(filter, i));
  const qlobberBuild = cpuNs() - before;
  globalThis.gc?.();
  const qlobberBytes = (process.memoryUsage().heapUsed - heapBefore) / count;

  const memory = await ofBench('memory');
  const counting = await memory.factory({ wasmBinary: memory.wasm });
  let length = giveLines(counting, filters);
  const liveBefore = counting._loop_live_bytes();
  assert.equal(counting._trie_set_up(length), count);
  const bytes = (counting._loop_live_bytes() - liveBefore) / count;

  const { factory, wasm } = await ofBench('loops');
  const module = await factory({ wasmBinary: wasm });
  length = giveLines(module, filters);
  before = cpuNs();
  const size = module._trie_set_up(length);
  const build = cpuNs() - before;
  assert.equal(size, count);
  module._trie_topics(giveLines(module, topics));
  const matches = topics.reduce((sum, topic) => sum + matcher.match(topic).length, 0);
  const run = (/** @type {number} */ remembered) => (/** @type {number} */ rounds) =>
    assert.equal(module._trie_run(rounds, remembered), matches * rounds, 'matches');
  const theirs = (/** @type {number} */ rounds) => {
    let found = 0;
    for (let round = 0; round < rounds; round += 1) for (const topic of topics) found += matcher.match(topic).length;
    assert.equal(found, matches * rounds);
  };
  const samples = await inTurn([run(0), run(1), theirs], samplesPerProcess, sampleNs);
  const [uncached, repeated, qlobberNs] = samples.map((side) => side.map((ns) => ns / TOPICS));
  console.log(
    JSON.stringify({
      matches: matches / TOPICS,
      uncached,
      repeated,
      qlobberNs,
      build: [build / 1e6],
      qlobberBuild: [qlobberBuild / 1e6],
      bytes: [bytes],
      qlobberBytes: [qlobberBytes],
    }),
  );
}

/** @param {number} count @param {Report} times @param {Report} sizes */
function compare(count, times, sizes) {
  const args = ['--filters', String(count), ...(quick ? ['--quick'] : [])];
  const runs = Array.from({ length: processes }, () => inProcess('trie.js', args));
  const middle = (/** @type {string} */ name) => median(runs.flatMap((run) => run[name]));
  const title = `${count.toLocaleString('en-US')} filters`;
  for (const [name, what, bar] of /** @type {[string, string, number][]} */ ([
    ['uncached', 'uncached', bars.uncached],
    ['repeated', 'repeated topics', bars.repeated],
  ])) {
    const ratio = middle('qlobberNs') / middle(name);
    const verdict = { name: `trie ${title}, ${what}`, ratio, bar, sense: /** @type {const} */ ('at least') };
    times.row([title, what, runs[0].matches, middle(name), middle('qlobberNs'), ratio], verdict);
  }
  const bytes = {
    name: `trie ${title}, bytes`,
    ratio: middle('bytes'),
    bar: bars.bytes,
    sense: /** @type {const} */ ('at most'),
  };
  sizes.row([title, 'bytes a filter', middle('bytes'), middle('qlobberBytes')], bytes);
  const build = {
    name: `trie ${title}, build ms`,
    ratio: middle('build'),
    bar: bars.buildMs,
    sense: /** @type {const} */ ('at most'),
  };
  sizes.row([title, 'build, CPU ms', middle('build'), middle('qlobberBuild')], count === 1e6 ? build : undefined);
}

const at = process.argv.indexOf('--filters');
if (at > 0) {
  await sample(Number(process.argv[at + 1]));
} else {
  const times = new Report('Matching in WebAssembly against qlobber, CPU ns a topic (70 % exact, 20 % +, 10 % #)', [
    'filters',
    'topics',
    'matches',
    'ours',
    'qlobber',
    'times',
  ]);
  const sizes = new Report(
    'The same matchers: memory and building (bytes as the allocator counts them, short strings included)',
    ['filters', 'what', 'ours', 'qlobber'],
  );
  for (const count of quick ? [1e3, 1e4, 1e5] : [1e3, 1e4, 1e5, 1e6]) compare(count, times, sizes);
  times.print();
  sizes.print();
}
