// The events as marks on the timeline: packets to the broker above, from it below, notes as dots.
import { familyOf, isFailure } from '../trace/families.js';
import { lowerBound } from '../trace/eventStore.js';

/** @import { Colours } from '../stage/colours.js' */
/** @import { EventStore } from '../trace/eventStore.js' */

const COLOURS = /** @type {(keyof Colours)[]} */ ([
  'connection',
  'publish',
  'subscription',
  'keepalive',
  'farewell',
  'line-2',
  'bad',
]);
const UP = 0;
const DOWN = 1;
const FAILURE = 2;
/** From where to where the marks of each row stand. */
const ROWS = [
  { from: 2, to: 11 },
  { from: 13, to: 22 },
  { from: 2, to: 22 },
];
const NOTE_Y = 33;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {EventStore} store
 * @param {{ start: number, along: (at: number) => number, colours: Colours }} scale from which moment on, where each is, and whose colours
 * @param {number} from how many events are drawn already
 */
export function drawMarks(context, store, { start, along, colours }, from) {
  /** What was drawn last in a row at an x: two marks of one colour in one place are one. */
  const drawn = new Int32Array(COLOURS.length * ROWS.length).fill(-1);
  /** @param {keyof Colours} colour @param {number} x @param {number} row */
  const mark = (colour, x, row) => {
    const place = COLOURS.indexOf(colour) * ROWS.length + row;
    if (drawn[place] === x) return;
    drawn[place] = x;
    context.fillStyle = colours[colour];
    context.fillRect(x - 1, ROWS[row].from, 3, ROWS[row].to - ROWS[row].from);
  };
  const { events } = store;
  for (
    let index = Math.max(
      from,
      lowerBound(events, start, ({ at }) => at),
    );
    index < events.length;
    ++index
  ) {
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
