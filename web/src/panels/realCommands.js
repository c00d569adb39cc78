// Commands that reach this broker through the relay, ready to be copied.

/** @import { RelayAddress } from '../state/hosting.svelte.js' */
/** @import { TextKey } from '../i18n/text.js' */

/**
 * @typedef {object} Ways
 * @property {string} tcp host:port, or '' without TCP
 * @property {string} ws
 * @property {{ label: TextKey, text: string }[]} commands
 */

/** @param {RelayAddress} relay @param {{ protocol: string, host: string, hostname: string }} page the page's own address @returns {Ways} */
export function waysIn(relay, page) {
  const ws = `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}${relay.ws}`;
  /** @type {Ways} */
  const ways = { tcp: '', ws, commands: [] };
  if (relay.tcp) {
    const port = relay.tcp.slice(relay.tcp.lastIndexOf(':') + 1);
    // Bound to every address, it is reached where the page was.
    ways.tcp = `${page.hostname}:${port}`;
    const to = `-h ${page.hostname} -p ${port}`;
    ways.commands.push(
      { label: 'real.subscribe', text: `mosquitto_sub ${to} -t '#' -v` },
      { label: 'real.publish', text: `mosquitto_pub ${to} -t casa/sala/temp -m 21.5` },
    );
  }
  ways.commands.push({
    label: 'real.mqttjs',
    text: `const client = mqtt.connect('${ws}');\nclient.subscribe('casa/#');\nclient.publish('casa/sala/temp', '21.5');`,
  });
  return ways;
}
