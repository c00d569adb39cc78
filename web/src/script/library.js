// The built-in scenarios: files of the scenario language, titled in both languages.

/** @import { Language } from '../../../wasm-glue/bindings/types' */

/** @type {Record<string, string>} */
const files = import.meta.glob('../../scenarios/*.mqtt', { query: '?raw', import: 'default', eager: true });

/** In the order of a course; a file that is not named here comes last. */
const order = [
  'retained',
  'qos',
  'qos0',
  'qos1',
  'qos2',
  'session',
  'durable',
  'will',
  'keepalive',
  'wildcards',
  'takeover',
];

/** @typedef {{ name: string, text: string }} BuiltIn */

/** @type {BuiltIn[]} */
export const builtIns = Object.entries(files)
  .map(([path, text]) => ({ name: path.slice(path.lastIndexOf('/') + 1, -'.mqtt'.length), text }))
  .sort((a, b) => place(a.name) - place(b.name) || a.name.localeCompare(b.name));

/** @param {string} name */
function place(name) {
  const index = order.findIndex((start) => name.startsWith(start));
  return index < 0 ? order.length : index;
}

/** The scenario of the first screen. */
export const FIRST = 'retained';

/** @param {string} name */
export const builtIn = (name) => builtIns.find((each) => each.name === name);

/** A table with nothing decided. @param {Language} language */
export const emptyScenario = (language) =>
  language === 'es'
    ? 'mqtt-scenario 1\ntitle "Desde cero"\nclient sensor\nclient telefono\n'
    : 'mqtt-scenario 1\ntitle "From nothing"\nclient sensor\nclient phone\n';
