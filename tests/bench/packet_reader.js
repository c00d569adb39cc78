// The client's half of what a broker sends, in pieces of any size: counts packets by type and answers
// the QoS handshakes. It touches only the bytes that it needs, so that it costs every broker the same little.

const FIRST = 0;
const LENGTH = 1;
const BEFORE_ID = 2; // Topic Name's length
const ID_HIGH = 4;
const ID_LOW = 5;
const REST = 6;

const PUBLISH = 3;
const PUBREC = 5;
const PUBREL = 6;
/** What answers each packet type: the first byte of PUBACK for a QoS 1 PUBLISH, and so on. 0: nothing. */
const ANSWER = [0, 0, 0, 0, 0, 0x62, 0x70, 0, 0, 0, 0, 0, 0, 0, 0, 0];
ANSWER[PUBREC] = 0x62;
ANSWER[PUBREL] = 0x70;

export class PacketReader {
  /** How many of each packet type have come whole. */
  counts = new Float64Array(16);
  bytes = 0;
  /** Answers that have not been taken. */
  answers = new Uint8Array(1 << 16);
  answered = 0;

  state = FIRST;
  first = 0;
  left = 0;
  shift = 0;
  topicLength = 0;
  topicSeen = 0;
  id = 0;

  /** @param {Uint8Array} piece */
  read(piece) {
    const end = piece.length;
    this.bytes += end;
    let at = 0;
    while (at < end) {
      switch (this.state) {
        case FIRST:
          this.first = piece[at++];
          this.left = 0;
          this.shift = 0;
          this.state = LENGTH;
          break;
        case LENGTH: {
          const byte = piece[at++];
          this.left |= (byte & 127) << this.shift;
          this.shift += 7;
          if (byte < 128) this.afterLength();
          break;
        }
        case BEFORE_ID:
          at = this.passTopic(piece, at);
          break;
        case ID_HIGH:
          this.id = piece[at++] << 8;
          this.left -= 1;
          this.state = ID_LOW;
          break;
        case ID_LOW:
          this.id |= piece[at++];
          this.left -= 1;
          this.answer();
          this.state = REST;
          if (this.left === 0) this.finish();
          break;
        default: {
          const step = Math.min(this.left, end - at);
          at += step;
          this.left -= step;
          if (this.left === 0) this.finish();
        }
      }
    }
  }

  /** The answers so far, and none are left. A view until the next read. */
  takeAnswers() {
    const taken = this.answers.subarray(0, this.answered);
    this.answered = 0;
    return taken;
  }

  afterLength() {
    const type = this.first >> 4;
    if (this.left === 0) {
      this.finish();
    } else if (type === PUBLISH && (this.first & 6) !== 0) {
      this.topicLength = 0;
      this.topicSeen = -2;
      this.state = BEFORE_ID;
    } else {
      this.state = ANSWER[type] === 0 ? REST : ID_HIGH;
    }
  }

  /** @param {Uint8Array} piece @param {number} at */
  passTopic(piece, at) {
    while (this.topicSeen < 0 && at < piece.length) {
      this.topicLength = (this.topicLength << 8) | piece[at++];
      this.topicSeen += 1;
      this.left -= 1;
    }
    if (this.topicSeen < 0) return at;
    const step = Math.min(this.topicLength - this.topicSeen, piece.length - at);
    this.topicSeen += step;
    this.left -= step;
    if (this.topicSeen === this.topicLength) this.state = ID_HIGH;
    return at + step;
  }

  answer() {
    const type = this.first >> 4;
    const answer = type === PUBLISH ? ((this.first & 6) === 2 ? 0x40 : 0x50) : ANSWER[type];
    const to = this.answers;
    const at = this.answered;
    to[at] = answer;
    to[at + 1] = 2;
    to[at + 2] = this.id >> 8;
    to[at + 3] = this.id & 255;
    this.answered = at + 4;
  }

  finish() {
    this.counts[this.first >> 4] += 1;
    this.state = FIRST;
  }
}
