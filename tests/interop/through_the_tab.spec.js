// Real clients talk to each other through the broker in a Chromium tab: Mosquitto's programs over TCP,
// MQTT.js over TCP and WebSocket, every version and QoS.
import net from 'node:net';
import { expect, test } from '../browser/page.js';
import { connectMqttJs, mosquittoPublish, mosquittoSubscribe, nextMessages } from './real_clients.js';
import { startRelay } from './relay.js';

/** @type {Awaited<ReturnType<typeof startRelay>>} */
let relay;

test.beforeEach(async ({ page }) => {
  relay = await startRelay(['--page', 'web/dist']);
  await page.goto(relay.page);
  await expect.poll(async () => (await (await fetch(new URL('/relay.json', relay.page))).json()).hosted).toBe(true);
});

test.afterEach(async () => {
  expect(await relay.stop(), relay.log()).toBe(0);
});

const urls = { tcp: () => `mqtt://127.0.0.1:${relay.tcpPort}`, ws: () => relay.wsUrl };

for (const version of ['3.1.1', '5.0']) {
  for (const transport of ['tcp', 'ws']) {
    test(`MQTT.js ${version} over ${transport} and Mosquitto's clients hear each other at QoS 0, 1 and 2`, async () => {
      const client = await connectMqttJs({ url: urls[transport](), version });
      await client.subscribeAsync('casa/+/temp', { qos: 2 });
      const sub = await mosquittoSubscribe({ port: relay.tcpPort, version, filter: 'jardín/#', count: 3 });
      for (const qos of [0, 1, 2]) {
        const heard = nextMessages(client);
        await mosquittoPublish({ port: relay.tcpPort, version, topic: 'casa/sala/temp', message: `2${qos}.5`, qos });
        expect(await heard).toEqual([`0 ${qos} casa/sala/temp 2${qos}.5`]);
        await client.publishAsync('jardín/luz', `on ${qos}`, { qos: /** @type {0|1|2} */ (qos) });
      }
      expect(await sub.lines).toEqual([0, 1, 2].map((qos) => `0 ${qos} jardín/luz on ${qos}`));
      await client.endAsync();
    });
  }
}

test('versions meet: 3.1, 3.1.1 and 5.0 clients receive the same message', async () => {
  const subscribers = await Promise.all(
    ['3.1', '3.1.1', '5.0'].map((version) => mosquittoSubscribe({ port: relay.tcpPort, version, filter: 'a/b' })),
  );
  await mosquittoPublish({ port: relay.tcpPort, version: '5.0', topic: 'a/b', message: 'hola', qos: 1 });
  for (const { lines } of subscribers) expect(await lines).toEqual(['0 1 a/b hola']);
});

test('a retained message waits in the tab for who comes later, and an empty one clears it', async ({ page }) => {
  await mosquittoPublish({
    port: relay.tcpPort,
    version: '3.1.1',
    topic: 'casa/luz',
    message: 'on',
    qos: 1,
    retain: true,
  });
  const late = await mosquittoSubscribe({ port: relay.tcpPort, version: '5.0', filter: 'casa/#' });
  expect(await late.lines).toEqual(['1 1 casa/luz on']);
  await expect(page.locator('[data-retained="casa/luz"]')).toBeVisible();
  await mosquittoPublish({ port: relay.tcpPort, version: '3.1.1', topic: 'casa/luz', message: '', retain: true });
  await expect(page.locator('[data-retained="casa/luz"]')).toHaveCount(0);
});

test('a Will is published when its client is killed, and not when it says goodbye', async () => {
  const watcher = await connectMqttJs({ url: urls.ws(), version: '5.0' });
  await watcher.subscribeAsync('estado/#', { qos: 1 });
  const graceful = await connectMqttJs({
    url: urls.tcp(),
    version: '3.1.1',
    will: { topic: 'estado/a', payload: Buffer.from('caído'), qos: 1, retain: false },
  });
  await graceful.endAsync();
  const heard = nextMessages(watcher);
  const will = ['--will-topic', 'estado/b', '--will-payload', 'caído', '--will-qos', '1'];
  const doomed = await mosquittoSubscribe({ port: relay.tcpPort, version: '5.0', filter: 'x', extra: will });
  doomed.kill();
  expect(await heard).toEqual(['0 1 estado/b caído']);
  await watcher.endAsync();
});

test('real clients are seen on the stage while they are connected', async ({ page }) => {
  const client = await connectMqttJs({ url: urls.ws(), version: '5.0', clientId: 'cocina' });
  const onStage = page.locator('[data-client][data-kind="real"]');
  await expect(onStage).toHaveCount(1);
  await expect(onStage).toHaveAttribute('data-state', 'connected');
  await client.endAsync();
  await expect(page.locator('[data-client][data-kind="real"][data-state="connected"]')).toHaveCount(0);
});

test('bytes that are no MQTT close that one client, and the others go on', async () => {
  const client = await connectMqttJs({ url: urls.ws(), version: '3.1.1' });
  await client.subscribeAsync('a');
  const stranger = net.connect(relay.tcpPort, '127.0.0.1');
  const closed = new Promise((resolve) => stranger.on('close', resolve));
  stranger.on('error', () => {});
  stranger.write('GET / HTTP/1.1\r\n\r\n');
  await closed;
  const heard = nextMessages(client);
  await client.publishAsync('a', 'still here');
  expect(await heard).toEqual(['0 0 a still here']);
  await client.endAsync();
});
