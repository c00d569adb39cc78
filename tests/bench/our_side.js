// Our broker (or the least one) as WebAssembly under the workloads' clients.
import { createBroker } from '../../wasm-glue/bindings/broker.js';
import { connect, disconnect, subscribe } from './packets.js';
import { PacketReader } from './packet_reader.js';
import { connectionsAtOnce, subscribeAll } from './workloads.js';

export const CONNACK_BYTES = 4;
export const SUBACK_BYTES = 5;
const SLOTS = 2048;

/** @param {number} connection */
const slot = (connection) => connection & 0xfffff;

/**
 * A broker of its own, with clients.
 * @param {import('../../wasm-glue/bindings/types.d.ts').PlaygroundFactory} factory
 * @param {Uint8Array} wasm
 */
export const ourSide = async (factory, wasm) => new OurSide(await createBroker(factory, wasm));

class OurSide {
  name = 'ours';
  /** By connection slot. @type {PacketReader[]} */
  readers = [];
  /** Connections whose reader holds answers. @type {number[]} */
  answering = [];
  /** Bytes by connection slot, of what nobody has to answer. */
  received = new Float64Array(SLOTS);
  /** Whether clients read their packets, or only count the bytes. */
  reads = true;
  closed = 0;
  publisher = 0;

  /** @param {Awaited<ReturnType<typeof createBroker>>} broker */
  constructor(broker) {
    this.broker = broker;
  }

  // What the broker wants done (broker.js, Carrier).

  /** @param {number} connection @param {Uint8Array} bytes */
  send(connection, bytes) {
    if (!this.reads) {
      this.received[slot(connection)] += bytes.length;
      return;
    }
    const reader = this.readers[slot(connection)];
    reader.read(bytes);
    if (reader.answered > 0) this.answering.push(connection);
  }
  /** @param {Uint32Array} connections @param {Uint8Array} bytes */
  sendToMany(connections, bytes) {
    const length = bytes.length;
    for (let i = 0; i < connections.length; i += 1) {
      if (this.reads) this.readers[slot(connections[i])].read(bytes);
      else this.received[slot(connections[i])] += length;
    }
  }
  close() {
    this.closed += 1;
  }

  /** Gives the broker what the clients answer, until nobody has anything to say. */
  settle() {
    this.broker.drain(this);
    while (this.answering.length > 0) {
      const now = this.answering;
      this.answering = [];
      for (const connection of now) {
        const answers = this.readers[slot(connection)].takeAnswers();
        if (answers.length > 0) this.broker.receive(connection, answers, 0);
      }
      this.broker.drain(this);
    }
  }

  open() {
    const connection = this.broker.open(0);
    this.readers[slot(connection)] = new PacketReader();
    return connection;
  }
  receivedBytes() {
    return this.received.reduce((sum, bytes) => sum + bytes, 0);
  }
  publishes() {
    return this.readers.reduce((sum, reader) => sum + reader.counts[3], 0);
  }

  /** Clients connect and subscribe. @param {import('./workloads.js').Workload} workload */
  async setUp(workload, version = 4) {
    workload.subscribers.forEach((filters, i) => {
      const connection = this.open();
      this.broker.receive(connection, connect(`s${i}`, version), 0);
      this.broker.receive(connection, subscribe(filters, workload.qos, version), 0);
      this.settle();
    });
    this.publisher = this.open();
    this.broker.receive(this.publisher, connect('publisher', version), 0);
    this.settle();
  }

  /**
   * Sends the batches in turn, `rounds` in all.
   * @param {Uint8Array[]} batches @param {number} rounds @param {number} qos
   * @returns bytes that arrived at QoS 0, else PUBLISH packets
   */
  async run(batches, rounds, qos) {
    const before = qos === 0 ? this.receivedBytes() : this.publishes();
    this.reads = qos > 0;
    for (let round = 0, i = 0; round < rounds; round += 1) {
      this.broker.receive(this.publisher, batches[i], 0);
      if (qos > 0) this.settle();
      else this.broker.drain(this);
      if (++i === batches.length) i = 0;
    }
    this.reads = true;
    return (qos === 0 ? this.receivedBytes() : this.publishes()) - before;
  }

  /** @param {Uint8Array} batch of PUBLISH packets that nobody is subscribed to */
  async store(batch) {
    this.broker.receive(this.publisher, batch, 0);
    this.settle();
  }

  /** A further client subscribes to all topics. @param {number} n @returns the bytes of its retained messages */
  async subscribeAll(n) {
    const connection = this.open();
    this.broker.receive(connection, connect(`all${n}`), 0);
    this.settle();
    this.reads = false;
    const before = this.receivedBytes();
    this.broker.receive(connection, subscribeAll, 0);
    this.broker.drain(this);
    this.reads = true;
    this.broker.lost(connection, 0);
    this.broker.drain(this);
    return this.receivedBytes() - before - SUBACK_BYTES;
  }

  /**
   * Connects and leaves, many at once.
   * @param {Uint8Array[]} connects @param {number} rounds
   * @returns how many CONNACKs came and how many connections were closed
   */
  async connectAndLeave(connects, rounds) {
    const before = this.receivedBytes();
    const closedBefore = this.closed;
    this.reads = false;
    const connections = new Array(connectionsAtOnce);
    for (let round = 0; round < rounds; round += 1) {
      for (let i = 0; i < connectionsAtOnce; i += 1) {
        connections[i] = this.broker.open(0);
        this.broker.receive(connections[i], connects[i], 0);
      }
      this.broker.drain(this);
      for (let i = 0; i < connectionsAtOnce; i += 1) this.broker.receive(connections[i], disconnect, 0);
      this.broker.drain(this);
    }
    this.reads = true;
    return { connacks: (this.receivedBytes() - before) / CONNACK_BYTES, closed: this.closed - closedBefore };
  }
}
