// One packet decoded and encoded: ours in WebAssembly, in loops inside it, against mqtt-packet.
import assert from 'node:assert/strict';
import mqttPacket from 'mqtt-packet';
import { inProcess, inTurn, overProcesses, processes, sampleNs, samplesPerProcess } from './measure.js';
import { ofBench } from './modules.js';
import { payload64 } from './packets.js';
import { Report } from './report.js';
import { oneTopic } from './workloads.js';

const publish = { cmd: 'publish', topic: oneTopic, payload: Buffer.from(payload64), qos: 1, messageId: 7 };
const properties = { messageExpiryInterval: 60, contentType: 'text/plain', userProperties: { unit: 'celsius' } };
const connect = {
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clientId: 'sensor-kitchen',
  keepalive: 60,
  username: 'student',
  password: Buffer.from('secret-word'),
  will: { topic: 'bench/site/room/status', payload: Buffer.from('offline'), qos: 1, retain: true },
};
const subscriptions = ['bench/site/room/temp-1', 'bench/site/+/humidity', 'bench/#'].map((topic) => ({
  topic,
  qos: 1,
}));
const THROUGH_PACKET = 0;
const IN_PLACE = 1;

/** @type {{title: string, packet: object, version: number, form: number, bar: number}[]} */
const rows = [
  { title: 'PUBLISH 3.1.1', packet: publish, version: 4, form: IN_PLACE, bar: 50 },
  { title: 'PUBLISH 5.0', packet: publish, version: 5, form: IN_PLACE, bar: 50 },
  { title: 'PUBLISH 5.0, 3 properties', packet: { ...publish, properties }, version: 5, form: IN_PLACE, bar: 40 },
  { title: 'CONNECT 3.1.1', packet: connect, version: 4, form: THROUGH_PACKET, bar: 25 },
  {
    title: 'SUBSCRIBE 3.1.1, 3 filters',
    packet: { cmd: 'subscribe', messageId: 7, subscriptions },
    version: 4,
    form: THROUGH_PACKET,
    bar: 25,
  },
  { title: 'PUBLISH 3.1.1, as a Packet', packet: publish, version: 4, form: THROUGH_PACKET, bar: NaN },
  {
    title: 'PUBLISH 5.0, 3 properties, as a Packet',
    packet: { ...publish, properties },
    version: 5,
    form: THROUGH_PACKET,
    bar: NaN,
  },
];

/** One process: samples of one row. @param {number} index */
async function sample(index) {
  const { packet, version, form } = rows[index];
  const options = { protocolVersion: version };
  const bytes = mqttPacket.generate(/** @type {any} */ (packet), options);
  const { factory, wasm } = await ofBench('loops');
  const module = await factory({ wasmBinary: wasm });
  module.HEAPU8.set(bytes, module._loop_input(bytes.length));
  const ours = (/** @type {number} */ rounds) =>
    assert.equal(module._codec_run(bytes.length, version, form, rounds) >>> 0, (bytes.length * rounds) >>> 0);
  const parser = mqttPacket.parser(options);
  let written = 0;
  parser.on('packet', (parsed) => {
    written += mqttPacket.generate(parsed, options).length;
  });
  const theirs = (/** @type {number} */ rounds) => {
    written = 0;
    for (let round = 0; round < rounds; round += 1) parser.parse(bytes);
    assert.equal(written, bytes.length * rounds);
  };
  console.log(JSON.stringify(await inTurn([ours, theirs], samplesPerProcess, sampleNs)));
}

const index = process.argv.indexOf('--row');
if (index > 0) {
  await sample(Number(process.argv[index + 1]));
} else {
  const report = new Report('Decode and encode, ours in WebAssembly against mqtt-packet, CPU ns a packet', [
    'packet',
    'ours',
    'mqtt-packet',
    'times',
  ]);
  for (const [i, { title, bar }] of rows.entries()) {
    const quick = process.argv.includes('--quick') ? ['--quick'] : [];
    const [ours, theirs] = overProcesses(processes, () => inProcess('codec.js', ['--row', String(i), ...quick]));
    const times = theirs / ours;
    const verdict = { name: `codec ${title}`, ratio: times, bar, sense: /** @type {const} */ ('at least') };
    report.row([title, ours, theirs, times], Number.isNaN(bar) ? undefined : verdict);
  }
  report.print();
}
