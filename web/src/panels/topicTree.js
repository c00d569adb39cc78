// The broker's topics as a tree of their levels. For looking at only: which filter matches which topic
// is the engine's business.

/** @import { BrokerView, MessageView } from '../../../wasm-glue/bindings/types' */

/**
 * @typedef {object} Branch
 * @property {string} level
 * @property {string} path
 * @property {MessageView | null} retained
 * @property {string[]} subscribers who subscribed with exactly this filter
 * @property {Branch[]} children
 */

/** @param {BrokerView} view @param {Map<number, string>} names of the clients, by actor @returns {Branch} */
export function topicTree(view, names) {
  const root = branch('', '');
  for (const message of view.retained) place(root, message.topic).retained = message;
  for (const session of view.sessions) {
    for (const { topicFilter } of session.subscriptions) {
      place(root, topicFilter).subscribers.push(names.get(session.actor) ?? session.clientId);
    }
  }
  return root;
}

/** @param {string} level @param {string} path @returns {Branch} */
const branch = (level, path) => ({ level, path, retained: null, subscribers: [], children: [] });

/** @param {Branch} root @param {string} topic */
function place(root, topic) {
  let at = root;
  for (const [index, level] of topic.split('/').entries()) {
    let child = at.children.find((each) => each.level === level);
    if (!child) {
      child = branch(level, index === 0 ? level : `${at.path}/${level}`);
      at.children.push(child);
    }
    at = child;
  }
  return at;
}
