// The mouse writes script: one action as text, and the script with that line added.
import { scriptTime } from '../text/virtualTime.js';

/** @typedef {{ at: number, line: string }} Written a line that was added, and its moment */

/** A word of the script, quoted and escaped, whatever it holds. @param {string} text */
export function quoted(text) {
  const escaped = Array.from(text, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    const code = character.codePointAt(0) ?? 0;
    return code < 0x20 || (code >= 0x7f && code < 0xa0) ? `\\u{${code.toString(16)}}` : character;
  });
  return `"${escaped.join('')}"`;
}

/** @param {string} line @param {number} at */
const timed = (line, at) => `@${scriptTime(at)} ${line}`;

/** The script with a line at its end. Times are absolute there, so nothing before it changes. @param {string} script @param {Written} written */
export function withLine(script, { line, at }) {
  const body = script.endsWith('\n') || script === '' ? script : `${script}\n`;
  return `${body}${timed(line, at)}\n`;
}

/**
 * The script without the lines that were added for moments after `at`: acting in the past drops them.
 * @param {string} script
 * @param {Written[]} written in the order of adding
 * @param {number} at
 */
export function withoutLinesAfter(script, written, at) {
  const lines = script.split('\n');
  for (const later of written.filter((each) => each.at > at)) {
    const index = lines.lastIndexOf(timed(later.line, later.at));
    if (index >= 0) lines.splice(index, 1);
  }
  return lines.join('\n');
}
