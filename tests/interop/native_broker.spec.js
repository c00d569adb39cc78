// The same engine inside the relay, with no page: `mqtt-relay --broker native`.
import { expect, test } from '../../web/node_modules/@playwright/test/index.mjs';
import { beginMqttJs, connectMqttJs, mosquittoPublish, mosquittoSubscribe, nextMessages } from './real_clients.js';
import { startRelay } from './relay.js';

/** @type {Awaited<ReturnType<typeof startRelay>>} */
let relay;
test.beforeEach(async () => {
  relay = await startRelay(['--broker', 'native']);
});
test.afterEach(async () => {
  expect(await relay.stop(), relay.log()).toBe(0);
});

for (const version of ['3.1', '3.1.1', '5.0']) {
  test(`Mosquitto's clients of ${version} are served at every QoS`, async () => {
    const sub = await mosquittoSubscribe({ port: relay.tcpPort, version, filter: 'a/#', count: 3 });
    for (const qos of [0, 1, 2]) {
      await mosquittoPublish({ port: relay.tcpPort, version, topic: 'a/b', message: String(qos), qos });
    }
    expect(await sub.lines).toEqual(['0 0 a/b 0', '0 1 a/b 1', '0 2 a/b 2']);
  });
}

test('a persistent session receives what came while it was away', async () => {
  const options = { url: relay.wsUrl, version: '3.1.1', clientId: 'durable', clean: false };
  const first = await connectMqttJs(options);
  await first.subscribeAsync('a', { qos: 1 });
  await first.endAsync();
  await mosquittoPublish({ port: relay.tcpPort, version: '5.0', topic: 'a', message: 'kept', qos: 1 });
  const again = beginMqttJs(options); // its listener must be there before the connection is
  expect(await nextMessages(again)).toEqual(['0 1 a kept']);
  await again.endAsync();
});
