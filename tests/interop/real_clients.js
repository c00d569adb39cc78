// Real MQTT clients: Mosquitto's programs and MQTT.js.
import { spawn } from 'node:child_process';
import mqtt from 'mqtt';

const VERSION_FLAG = { 3.1: 'mqttv31', '3.1.1': 'mqttv311', '5.0': 'mqttv5' };
const PROTOCOL_VERSION = { 3.1: 3, '3.1.1': 4, '5.0': 5 };

/** @param {string} program @param {string[]} args */
function run(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, err })));
  return { child, ended };
}

/**
 * mosquitto_pub: publishes one message and waits until it is acknowledged.
 * @param {{ port: number, version: string, topic: string, message: string, qos?: number, retain?: boolean }} what
 */
export async function mosquittoPublish({ port, version, topic, message, qos = 0, retain = false }) {
  const args = ['-h', '127.0.0.1', '-p', String(port), '-V', VERSION_FLAG[version]];
  args.push('-t', topic, '-m', message, '-q', String(qos), ...(retain ? ['-r'] : []));
  const result = await run('mosquitto_pub', args).ended;
  if (result.code !== 0) throw new Error(`mosquitto_pub: ${result.err}`);
}

/**
 * mosquitto_sub: is subscribed when this resolves; `lines` resolves with "RETAIN QOS TOPIC PAYLOAD"
 * for each of `count` messages.
 */
export async function mosquittoSubscribe({ port, version, filter, count = 1, qos = 2, extra = [] }) {
  const args = ['-h', '127.0.0.1', '-p', String(port), '-V', VERSION_FLAG[version], '-d'];
  args.push('-t', filter, '-q', String(qos), '-C', String(count), '-W', '20', '-F', '#%r %q %t %p', ...extra);
  // A program that writes to a pipe keeps its lines back unless told: stdbuf tells it.
  const { child, ended } = run('stdbuf', ['-oL', 'mosquitto_sub', ...args]);
  await new Promise((resolve, reject) => {
    let seen = '';
    const look = (text) => {
      seen += text;
      if (/Subscribed \(mid/.test(seen)) resolve(undefined);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('exit', () => reject(new Error(`mosquitto_sub ended before it was subscribed: ${seen}`)));
  });
  const lines = ended.then(({ out }) =>
    out
      .split('\n')
      .filter((line) => line.startsWith('#'))
      .map((line) => line.slice(1)),
  );
  return { lines, kill: () => child.kill('SIGKILL') };
}

/** @param {{ url: string, version: string }} what */
function optionsOf({ url, version, ...options }) {
  return {
    protocolVersion: PROTOCOL_VERSION[version],
    protocolId: version === '3.1' ? 'MQIsdp' : 'MQTT',
    reconnectPeriod: 0,
    connectTimeout: 10_000,
    ...options,
  };
}

/** MQTT.js, connected. */
export const connectMqttJs = (what) => mqtt.connectAsync(what.url, optionsOf(what));

/** MQTT.js, beginning to connect. */
export const beginMqttJs = (what) => mqtt.connect(what.url, optionsOf(what));

/** The next `count` messages that an MQTT.js client gets, as "RETAIN QOS TOPIC PAYLOAD". */
export function nextMessages(client, count = 1) {
  return new Promise((resolve) => {
    const lines = [];
    client.on('message', function take(topic, payload, packet) {
      lines.push(`${packet.retain ? 1 : 0} ${packet.qos} ${topic} ${payload}`);
      if (lines.length < count) return;
      client.off('message', take);
      resolve(lines);
    });
  });
}
