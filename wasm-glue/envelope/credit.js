// How many bytes each side of a connection may still send; README.md, "Credit".

/** Counts what was received and dealt with, and tells when to give credit back. */
export class ReceiveCredit {
  /** @type {Map<number, number>} */
  #owed = new Map();
  #threshold;

  /** @param {number} initial the credit that our hello gave to each connection */
  constructor(initial) {
    this.#threshold = Math.max(1, Math.floor(initial / 2));
  }

  /**
   * Bytes of a connection have been dealt with.
   * @param {number} connection
   * @param {number} length
   * @returns {number} the credit to give back now in a window frame; 0: none yet
   */
  dealtWith(connection, length) {
    const owed = (this.#owed.get(connection) ?? 0) + length;
    if (owed < this.#threshold) {
      this.#owed.set(connection, owed);
      return 0;
    }
    this.#owed.delete(connection);
    return owed;
  }

  /** @param {number} connection */
  forget(connection) {
    this.#owed.delete(connection);
  }
}

/** Counts what the peer still takes for each connection. */
export class SendCredit {
  /** @type {Map<number, number>} */
  #left = new Map();
  #initial;

  /** @param {number} initial the credit of the peer's hello */
  constructor(initial) {
    this.#initial = initial;
  }

  /** Bytes that may be sent to a connection now. @param {number} connection */
  left(connection) {
    return this.#left.get(connection) ?? this.#initial;
  }

  /** @param {number} connection @param {number} length */
  spend(connection, length) {
    this.#left.set(connection, this.left(connection) - length);
  }

  /** A window frame came. @param {number} connection @param {number} credit */
  grant(connection, credit) {
    this.#left.set(connection, this.left(connection) + credit);
  }

  /** @param {number} connection */
  forget(connection) {
    this.#left.delete(connection);
  }
}
