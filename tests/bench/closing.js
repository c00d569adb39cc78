// The closing lines: which bars are met, from what the parts left in BENCH_VERDICTS.
import { readFileSync } from 'node:fs';
import { figure, isMet } from './report.js';

const file = process.env.BENCH_VERDICTS ?? '';
const verdicts = readFileSync(file, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const missed = verdicts.filter((verdict) => !isMet(verdict));
console.log(`\n== bars: ${verdicts.length - missed.length} of ${verdicts.length} met`);
for (const { name, ratio, bar, sense } of missed)
  console.log(`NOT met: ${name}: ${figure(ratio)}, bar ${sense} ${figure(bar)}`);
