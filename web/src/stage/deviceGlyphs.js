// A drawing for a client whose name says what it is; any other shows its first letters.

/** Outlines in a square of 24, centred on 12. @type {Record<string, string>} */
const outlines = {
  plug: 'M9 3.500v4.500M15 3.500v4.500M6.500 8h11v3a5.500 5.500 0 0 1-11 0zM12 16.500v4',
  thermometer: 'M14 14.200V5.500a2 2 0 0 0-4 0v8.700a4 4 0 1 0 4 0zM12 9v6.500',
  phone: 'M8 3.500h8a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zM11 17.800h2',
  lamp: 'M9.500 17.500h5M10.500 20.500h3M9.500 17.500c0-2.500-3-3.700-3-7.200a5.500 5.500 0 0 1 11 0c0 3.500-3 4.700-3 7.200',
  screen: 'M4 5.500h16v10.500H4zM9 20h6M12 16v4',
  pump: 'M12 3.500c3.200 4 5 6.700 5 9.500a5 5 0 0 1-10 0c0-2.800 1.800-5.500 5-9.500z',
  bell: 'M6.500 16.500V11a5.500 5.500 0 0 1 11 0v5.500l1.500 1.500H5zM10.500 20.500h3',
  database:
    'M5.500 6.500c0-1.700 2.900-3 6.500-3s6.500 1.300 6.500 3-2.900 3-6.500 3-6.500-1.300-6.500-3zM5.500 6.500v11c0 1.700 2.900 3 6.500 3s6.500-1.300 6.500-3v-11M5.500 12c0 1.700 2.900 3 6.500 3s6.500-1.300 6.500-3',
  door: 'M7 20.500v-17h10v17M4.500 20.500h15M14 12v.6',
  eye: 'M3 12s3.300-5.500 9-5.500 9 5.500 9 5.500-3.300 5.500-9 5.500S3 12 3 12zM12 14.500a2.500 2.500 0 1 1 0-5 2.500 2.500 0 0 1 0 5z',
};

/** @type {[RegExp, string][]} */
const names = [
  [/sensor|thermo|termo|temp/i, 'thermometer'],
  [/tablet|phone|tel[eé]f|m[oó]vil|celular|mobile/i, 'phone'],
  [/lamp|l[aá]mpara|luz|light|foco|bulb/i, 'lamp'],
  [/screen|pantalla|panel|dashboard|tablero|display|tv/i, 'screen'],
  [/pump|bomba|riego|agua|water|v[aá]lv/i, 'pump'],
  [/alarm|bell|timbre|siren|aviso/i, 'bell'],
  [/log|hist|registro|archiv|database|base|recorder|store/i, 'database'],
  [/door|puerta|gate|garage/i, 'door'],
  [/camera|c[aá]mara|watch|observ|vig|monitor|spy|esp[ií]a/i, 'eye'],
];

/** @param {string} name @param {'virtual' | 'real'} kind @returns {string} a path, or '' */
export function deviceGlyph(name, kind) {
  const found = names.find(([pattern]) => pattern.test(name));
  if (found) return outlines[found[1]];
  return kind === 'real' ? outlines.plug : '';
}

/** @param {string} name */
export const initials = (name) =>
  Array.from(name.replace(/[^\p{L}\p{N}]/gu, '') || name)
    .slice(0, 2)
    .join('');
