// Virtual time, written for a person and for a script.

/** Seconds with a comma or a point: "12,345 s"; from a minute on "2:05,000". @param {number} us @param {'es' | 'en'} language */
export function clockText(us, language) {
  const ms = Math.floor(us / 1000);
  const point = language === 'es' ? ',' : '.';
  const fraction = String(ms % 1000).padStart(3, '0');
  const seconds = Math.floor(ms / 1000);
  const pad = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const head = hours > 0 ? `${hours}:${pad(minutes)}` : pad(minutes);
  return `${head}:${pad(seconds % 60)}${point}${fraction}`;
}

/** A length of time as short as it can be said exactly enough to read: "80 ms", "1.5 s", "2 min". @param {number} us @param {'es' | 'en'} language */
export function durationText(us, language) {
  const decimal = (/** @type {number} */ value) =>
    value.toLocaleString(language, { maximumFractionDigits: 1, useGrouping: false });
  if (us < 1_000) return `${us} µs`;
  if (us < 1_000_000) return `${decimal(us / 1_000)} ms`;
  if (us < 120_000_000) return `${decimal(us / 1_000_000)} s`;
  if (us < 7_200_000_000) return `${decimal(us / 60_000_000)} min`;
  return `${decimal(us / 3_600_000_000)} h`;
}

/** The script's units of time, in microseconds. @type {[string, number][]} */
const SCRIPT_UNITS = [
  ['h', 3_600_000_000],
  ['m', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1_000],
];

/** A moment as a script writes it: the largest unit that says it with at most three decimals. @param {number} us */
export function scriptTime(us) {
  if (us === 0) return '0s';
  for (const [unit, size] of SCRIPT_UNITS) {
    if (us >= size && (us * 1000) % size === 0) return `${us / size}${unit}`;
  }
  return `${us / 1000}ms`;
}
