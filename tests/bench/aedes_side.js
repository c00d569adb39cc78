// aedes under the workloads' clients, in the same process: a stream for each connection, no socket.
import { Aedes } from 'aedes';
import { Duplex } from 'node:stream';
import { connect, disconnect, subscribe } from './packets.js';
import { PacketReader } from './packet_reader.js';
import { connectionsAtOnce, subscribeAll } from './workloads.js';
import { CONNACK_BYTES, SUBACK_BYTES } from './our_side.js';

const pingreq = Uint8Array.of(0xc0, 0);
const PINGRESP_BYTES = 2;
const HIGH_WATER_MARK = 1 << 24; // nothing waits for a reader

/** Counts for a side, and a wait until enough has come. */
class Arrivals {
  bytes = 0;
  publishes = 0;
  closed = 0;
  /** @type {null | (() => boolean)} */
  enough = null;
  /** @type {null | (() => void)} */
  resolve = null;

  /** @param {() => boolean} enough @returns {Promise<void>} */
  until(enough) {
    if (enough()) return Promise.resolve();
    return new Promise((resolve) => {
      this.enough = enough;
      this.resolve = resolve;
    });
  }
  check() {
    if (this.enough === null || !this.enough()) return;
    this.enough = null;
    this.resolve?.();
  }
}

/** One connection: what is pushed reaches the broker, what the broker writes is read. */
class Connection extends Duplex {
  /** @param {Arrivals} arrivals @param {boolean} answers */
  constructor(arrivals, answers) {
    super({ readableHighWaterMark: HIGH_WATER_MARK, writableHighWaterMark: HIGH_WATER_MARK });
    this.arrivals = arrivals;
    this.received = 0;
    this.reader = answers ? new PacketReader() : null;
    this.on('close', () => {
      arrivals.closed += 1;
      arrivals.check();
    });
  }
  _read() {}
  /** @param {Buffer} chunk */
  take(chunk) {
    this.arrivals.bytes += chunk.length;
    this.received += chunk.length;
    if (this.reader === null) return;
    const before = this.reader.counts[3];
    this.reader.read(chunk);
    this.arrivals.publishes += this.reader.counts[3] - before;
  }
  afterTaking() {
    if (this.reader !== null && this.reader.answered > 0) this.push(Buffer.from(this.reader.takeAnswers()));
    this.arrivals.check();
  }
  /** @param {Buffer} chunk @param {string} _encoding @param {() => void} done */
  _write(chunk, _encoding, done) {
    this.take(chunk);
    this.afterTaking();
    done();
  }
  /** @param {{chunk: Buffer}[]} chunks @param {() => void} done */
  _writev(chunks, done) {
    for (let i = 0; i < chunks.length; i += 1) this.take(chunks[i].chunk);
    this.afterTaking();
    done();
  }
}

export async function aedesSide() {
  return new AedesSide(await Aedes.createBroker({ heartbeatInterval: 3_600_000 }));
}

class AedesSide {
  name = 'aedes';
  arrivals = new Arrivals();
  /** Goes on from run to run: a Packet Identifier is not used again while its handshake may be under way. */
  sent = 0;

  /** @param {Aedes} broker */
  constructor(broker) {
    this.broker = broker;
    /** @type {Connection | undefined} */
    this.publisher = undefined;
  }

  open(answers = false) {
    const connection = new Connection(this.arrivals, answers);
    this.broker.handle(connection);
    return connection;
  }
  /** @param {Connection} connection @param {Uint8Array} bytes @param {number} answer how many bytes come back */
  async exchange(connection, bytes, answer) {
    const target = this.arrivals.bytes + answer;
    connection.push(bytes);
    await this.arrivals.until(() => this.arrivals.bytes >= target);
  }

  /** Clients connect and subscribe. @param {import('./workloads.js').Workload} workload */
  async setUp(workload) {
    for (const [i, filters] of workload.subscribers.entries()) {
      const connection = this.open(workload.qos > 0);
      await this.exchange(connection, connect(`s${i}`), CONNACK_BYTES);
      await this.exchange(connection, subscribe(filters, workload.qos), 4 + filters.length);
    }
    this.publisher = this.open(workload.qos > 0);
    await this.exchange(this.publisher, connect('publisher'), CONNACK_BYTES);
  }

  /**
   * Sends the batches in turn, `window` of them on their way at a time.
   * @param {Uint8Array[]} batches @param {number} rounds @param {number} qos
   * @param {number} batchDeliveries @param {number} packetBytes of one delivery
   * @returns bytes that arrived at QoS 0, else PUBLISH packets
   */
  async run(batches, rounds, qos, batchDeliveries, packetBytes, window = 1) {
    const { arrivals } = this;
    const before = qos === 0 ? arrivals.bytes : arrivals.publishes;
    const perBatch = qos === 0 ? batchDeliveries * packetBytes : batchDeliveries;
    const arrived = () => (qos === 0 ? arrivals.bytes : arrivals.publishes) - before;
    for (let round = 0; round < rounds; round += 1) {
      this.publisher?.push(batches[this.sent++ % batches.length]);
      const least = (round + 2 - window) * perBatch;
      if (least > 0) await arrivals.until(() => arrived() >= least);
    }
    await arrivals.until(() => arrived() >= rounds * perBatch);
    return arrived();
  }

  /** @param {Uint8Array} batch of PUBLISH packets that nobody is subscribed to */
  async store(batch) {
    const publisher = /** @type {Connection} */ (this.publisher);
    publisher.push(batch);
    await new Promise((resolve) => setImmediate(resolve));
    await this.exchange(publisher, pingreq, PINGRESP_BYTES);
  }

  /**
   * A further client subscribes to all topics.
   * @param {number} n @param {number} expected @returns the bytes of its retained messages
   */
  async subscribeAll(n, expected) {
    const connection = this.open();
    await this.exchange(connection, connect(`all${n}`), CONNACK_BYTES);
    const before = this.arrivals.bytes;
    await this.exchange(connection, subscribeAll, SUBACK_BYTES + expected);
    const bytes = this.arrivals.bytes - before - SUBACK_BYTES;
    connection.destroy();
    return bytes;
  }

  /** Connects and leaves, many at once. @param {Uint8Array[]} connects @param {number} rounds */
  async connectAndLeave(connects, rounds) {
    const { arrivals } = this;
    const before = arrivals.bytes;
    const closedBefore = arrivals.closed;
    for (let round = 1; round <= rounds; round += 1) {
      const opened = connects.map((bytes) => {
        const connection = this.open();
        connection.push(bytes);
        return connection;
      });
      await arrivals.until(() => arrivals.bytes - before >= round * connectionsAtOnce * CONNACK_BYTES);
      for (const connection of opened) connection.push(disconnect);
      await arrivals.until(() => arrivals.closed - closedBefore >= round * connectionsAtOnce);
    }
    return { connacks: (arrivals.bytes - before) / CONNACK_BYTES, closed: arrivals.closed - closedBefore };
  }

  end() {
    return new Promise((resolve) => this.broker.close(() => resolve(undefined)));
  }
}
