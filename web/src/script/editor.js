// The script editor. It lives in a shadow root, where its style sheets need no exception from the
// page's Content Security Policy.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { scenarioLanguage } from './scenarioLanguage.js';

/** @import { Language, ScenarioError } from '../../../wasm-glue/bindings/types' */

const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'transparent', color: 'var(--ink)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.7', scrollbarWidth: 'thin' },
  '.cm-content': { padding: '8px 0 48px', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 16px 0 8px' },
  '.cm-gutters': { backgroundColor: 'transparent', border: '0', color: 'var(--ink-3)' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 4px 0 12px', minWidth: '32px' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--ink) 4%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--ink) 16%, transparent) !important',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad) 1px',
    textUnderlineOffset: '4px',
  },
  '.cm-lint-marker-error': { content: '"●"', color: 'var(--bad)' },
  '.cm-tooltip': {
    border: '1px solid var(--line)',
    borderRadius: '10px',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    boxShadow: 'var(--shadow)',
    fontFamily: 'var(--sans)',
    fontSize: '13px',
    maxWidth: '340px',
  },
  '.cm-diagnostic': { borderLeft: '0', padding: '8px 12px' },
});

/**
 * Text typed over a selection. Left to itself, Chromium carries the old text's style over in a style
 * attribute, which the page's policy forbids.
 */
const typeOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const plain = event.inputType === 'insertText' && event.data !== null && !event.isComposing;
    if (!plain || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data ?? ''), { userEvent: 'input.type' });
    return true;
  },
});

/**
 * @param {HTMLElement} host
 * @param {{ text: string, label: string, onchange: (text: string) => void, onrun: () => void }} options
 */
export function createEditor(host, { text, label, onchange, onrun }) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const run = () => {
    onrun();
    return true;
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        lintGutter(),
        scenarioLanguage,
        typeOverSelection,
        theme,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
        keymap.of([{ key: 'Mod-Enter', run }, ...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onchange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    /** Shows a text that did not come from the editor. @param {string} next */
    setText(next) {
      const current = view.state.doc.toString();
      if (current !== next) view.dispatch({ changes: changeBetween(current, next) });
    },
    /** @param {ScenarioError[]} errors @param {Language} language */
    setErrors(errors, language) {
      const diagnostics = errors.map((error) => ({
        ...rangeOf(view.state, error),
        severity: /** @type {const} */ ('error'),
        message: error[language],
      }));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    /** @param {ScenarioError} error */
    reveal(error) {
      const { from } = rangeOf(view.state, error);
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      view.focus();
    },
    toEnd() {
      view.dispatch({ effects: EditorView.scrollIntoView(view.state.doc.length) });
    },
    destroy: () => view.destroy(),
  };
}

/** Only what differs is replaced, so that the reader's place is kept. @param {string} before @param {string} after */
function changeBetween(before, after) {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before[same] === after[same]) ++same;
  let tail = 0;
  while (tail < shorter - same && before[before.length - 1 - tail] === after[after.length - 1 - tail]) ++tail;
  return { from: same, to: before.length - tail, insert: after.slice(same, after.length - tail) };
}

/** Columns count code points, the editor counts UTF-16 units. @param {EditorState} state @param {ScenarioError} error */
function rangeOf(state, error) {
  const line = state.doc.line(Math.min(Math.max(error.line, 1), state.doc.lines));
  const points = Array.from(line.text);
  const before = points.slice(0, error.column - 1).join('').length;
  const length = points.slice(error.column - 1, error.column - 1 + error.length).join('').length;
  const from = Math.min(line.from + before, line.to);
  return { from, to: Math.min(from + Math.max(length, 1), Math.max(line.to, from)) };
}
