// Highlighting for the scenario language: what is a time, a name, a verb, an option, a text.
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';

const headings = /^(?:mqtt-scenario|title|seed|client|link)\b/;
const verbs =
  /^(?:connect|disconnect|publish|subscribe|unsubscribe|send|cut|stall|heal|note|expect|every|received|not-received|connected|offline|refused|retained|not-retained)(?=\s|$)/;

/** @type {import('@codemirror/language').StreamParser<{ words: number }>} */
const parser = {
  startState: () => ({ words: 0 }),
  token(stream, state) {
    if (stream.sol()) state.words = 0;
    if (stream.eatSpace()) return null;
    const first = state.words === 0;
    state.words += 1;
    if (stream.peek() === '#' && (first || /\s/.test(stream.string[stream.pos - 1]))) {
      // "subscribe #" is a filter; a '#' after anything else begins a comment.
      if (!/\b(?:un)?subscribe\s+$/.test(stream.string.slice(0, stream.pos))) {
        stream.skipToEnd();
        return 'comment';
      }
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return 'string';
    if (first && stream.match(headings)) return 'heading';
    if (first && stream.match(/^[@+]\S+/)) return 'number';
    if (stream.match(/^[a-z][a-z-]*=/)) return 'propertyName';
    if (stream.match(verbs)) return 'keyword';
    stream.match(/^[^\s"]+/) || stream.next();
    return null;
  },
};

/** Colour belongs to packets: the script is set apart by weight and shade. */
const style = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: tags.heading, color: 'var(--ink)', fontWeight: '700' },
  { tag: tags.number, color: 'var(--ink-3)' },
  { tag: tags.keyword, color: 'var(--ink)', fontWeight: '650' },
  { tag: tags.propertyName, color: 'var(--ink-3)' },
  { tag: tags.string, color: 'var(--ink-2)' },
]);

export const scenarioLanguage = [StreamLanguage.define(parser), syntaxHighlighting(style)];
