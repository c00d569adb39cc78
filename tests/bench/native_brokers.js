// The servers that load_client is run against, each in a process of its own on a free port.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folder } from './modules.js';

/** @typedef {{port: number, pid: number, calls?: string}} Server */

const READY_WITHIN_MS = 10_000;

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** @param {number} port */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

/** @param {number} port @param {string} folderOfConfig @returns {[string, string[]]} */
function mosquitto(port, folderOfConfig) {
  const config = join(folderOfConfig, 'mosquitto.conf');
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    'log_type none',
    'max_queued_messages 0',
    'max_inflight_messages 1000', // it refuses a PUBLISH at QoS 2 above this, in 3.1.1 as well
    'set_tcp_nodelay true',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  return ['mosquitto', ['-c', config]];
}

/** @param {number} port @returns {[string, string[]]} */
const relay = (port) => [
  `${folder('BENCH_NATIVE')}/bin/mqtt-relay`,
  ['--broker', 'native', '--tcp', `127.0.0.1:${port}`, '--http', '127.0.0.1:0', '--clients', '30000'],
];

/**
 * Starts a server, runs what needs it and ends it. With `counting`, its read and write calls are counted,
 * which takes time: the CPU time of such a run says nothing.
 * @template T
 * @param {'ours' | 'mosquitto'} which
 * @param {(server: Server) => T} run
 */
export async function withServer(which, run, counting = false) {
  const port = await freePort();
  const ownFolder = mkdtempSync(join(tmpdir(), 'bench-'));
  const [command, args] = which === 'ours' ? relay(port) : mosquitto(port, ownFolder);
  const calls = counting ? join(ownFolder, 'calls') : undefined;
  const counted = counting ? { BENCH_CALLS: calls, LD_PRELOAD: `${folder('BENCH_BUILD')}/counted_calls.so` } : {};
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, ...counted };
  const child = spawn(command, args, { stdio: 'ignore', env });
  try {
    const limit = Date.now() + READY_WITHIN_MS;
    while (!(await accepts(port))) {
      if (child.exitCode !== null || Date.now() > limit) throw new Error(`${command} is not listening on ${port}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return run({ port, pid: /** @type {number} */ (child.pid), calls });
  } finally {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    rmSync(ownFolder, { recursive: true });
  }
}

/**
 * @param {Server} server @param {string} workload @param {number} units
 * @returns {{units: number, cpu_ns: number, calls: number, rss: number, latency_us: number}}
 */
export function load(server, workload, units) {
  const args = [String(server.port), String(server.pid), workload, String(units)];
  const { status, stdout, error } = spawnSync(`${folder('BENCH_BUILD')}/load_client`, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 120_000,
    env: server.calls ? { ...process.env, BENCH_CALLS: server.calls } : process.env,
  });
  if (status !== 0) throw new Error(`load_client ${workload}: ${error ?? `status ${status}`}`);
  return JSON.parse(stdout.toString());
}
