// Tables, and which bars are met.
import { appendFileSync } from 'node:fs';

/** Three significant digits. @param {number} n */
export function figure(n) {
  if (!Number.isFinite(n)) return '-';
  if (n >= 100) return Math.round(n).toLocaleString('en-US');
  return n >= 10 ? n.toFixed(1) : n >= 0.1 ? n.toFixed(2) : n.toFixed(3);
}

/** @typedef {{name: string, ratio: number, bar: number, sense: 'at least' | 'at most'}} Verdict */

export class Report {
  /** @type {string[][]} */
  rows = [];
  /** @type {Verdict[]} */
  verdicts = [];

  /** @param {string} title @param {string[]} columns */
  constructor(title, columns) {
    this.title = title;
    this.columns = [...columns, 'bar', 'met'];
  }

  /**
   * One line; with a bar, also a verdict.
   * @param {(string | number)[]} cells
   * @param {{name: string, ratio: number, bar: number, sense: 'at least' | 'at most'}} [verdict]
   */
  row(cells, verdict) {
    const texts = cells.map((cell) => (typeof cell === 'number' ? figure(cell) : cell));
    if (verdict) {
      this.verdicts.push(verdict);
      texts.push(`${verdict.sense} ${figure(verdict.bar)}`, isMet(verdict) ? 'yes' : 'NO');
    } else {
      texts.push('', '');
    }
    this.rows.push(texts);
  }

  /** Prints the table and leaves the verdicts for the closing lines. */
  print() {
    const all = [this.columns, ...this.rows];
    const widths = this.columns.map((_, i) => Math.max(...all.map((row) => row[i].length)));
    const isText = this.columns.map((_, i) => i === 0 || i >= this.columns.length - 2);
    console.log(`\n== ${this.title}`);
    for (const row of all) {
      const cells = row.map((cell, i) => (isText[i] ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
      console.log(cells.join('  ').trimEnd());
    }
    const file = process.env.BENCH_VERDICTS;
    const lines = this.verdicts.map((verdict) => `${JSON.stringify({ table: this.title, ...verdict })}\n`);
    if (file) appendFileSync(file, lines.join(''));
  }
}

/** @param {Verdict} verdict */
export const isMet = ({ ratio, bar, sense }) => (sense === 'at least' ? ratio >= bar : ratio <= bar);
