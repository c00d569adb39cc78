// The events as marks on the timeline: packets to the broker above, from it below, notes as dots.
import { familyOf, isFailure } from '../trace/families.js';
import { lowerBound } from '../trace/eventStore.js';

/** @import { EventStore } from '../trace/eventStore.js' */

const COLOURS = ['connection', 'publish', 'subscription', 'keepalive', 'farewell', 'line-2', 'ink-3', 'bad'];
const UP = { from: 2, to: 11 };
const DOWN = { from: 13, to: 22 };
const FAILURE = { from: 2, to: 22 };
const NOTE_Y = 33;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {EventStore} store
 * @param {{ start: number, along: (at: number) => number, style: CSSStyleDeclaration }} scale from which moment on, where each is, and whose colours
 */
export function drawMarks(context, store, { start, along, style }) {
  const colours = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  /** What was drawn last in a row at an x: two marks of one colour in one place are one. @type {Map<string, number>} */
  const drawn = new Map();
  /** @param {string} colour @param {number} x @param {{ from: number, to: number }} row */
  const mark = (colour, x, row) => {
    const key = colour + row.from + row.to;
    if (drawn.get(key) === x) return;
    drawn.set(key, x);
    context.fillStyle = colours[colour];
    context.fillRect(x - 1, row.from, 3, row.to - row.from);
  };
  const { events } = store;
  for (let index = lowerBound(events, start, ({ at }) => at); index < events.length; ++index) {
    const event = events[index];
    const x = Math.round(along(event.at));
    if (isFailure(event)) mark('bad', x, FAILURE);
    else if (event.kind === 'packet_sent') {
      mark(familyOf(event.packetName) ?? 'line-2', x, event.side === 'client' ? UP : DOWN);
    } else if (event.kind === 'note') {
      context.fillStyle = colours['ink-3'];
      context.beginPath();
      context.arc(x + 0.5, NOTE_Y, 2.5, 0, Math.PI * 2);
      context.fill();
    }
  }
}
