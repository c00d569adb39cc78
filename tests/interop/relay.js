// mqtt-relay as a test runs it: on free loopback ports, ended by its own process id.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import readline from 'node:readline';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Starts the relay and waits for the lines that tell where it listens.
 * @param {string[]} options
 */
export async function startRelay(options = []) {
  const child = spawn(
    `${repository}build/native/bin/mqtt-relay`,
    ['--http', '127.0.0.1:0', '--tcp', '127.0.0.1:0', ...options],
    { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (text) => (log += text));
  const told = {};
  for await (const line of readline.createInterface({ input: child.stdout })) {
    const [word, value] = line.split(' ');
    told[word] = value;
    if (word === 'mqtt-ws') break;
  }
  if (!told['mqtt-ws']) throw new Error(`mqtt-relay ended at once: ${log}`);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  return {
    page: told.page,
    tcpPort: Number(told['mqtt-tcp'].split(':').pop()),
    wsUrl: told['mqtt-ws'],
    log: () => log,
    /** Ends it as a service manager would; resolves to its exit status. */
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
