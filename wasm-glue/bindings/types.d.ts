// The surface between the engine (WebAssembly) and JavaScript, in one place.
//
// Times are whole microseconds of virtual time (JavaScript numbers). Bytes are Uint8Array.
// Hot data (trace events, bytes for real clients) crosses as flat records in one ArrayBuffer a batch;
// cold data (an inspected client, a field tree) crosses as plain objects.

export type Language = 'es' | 'en';

/** One mistake in a script: where, what was expected, and the message in both languages. */
export interface ScenarioError {
  line: number;
  /** From 1, in code points. */
  column: number;
  length: number;
  found: string;
  expected: string[];
  nearest: string;
  es: string;
  en: string;
}

export interface LoadResult {
  ok: boolean;
  errors: ScenarioError[];
  /** Title of the scenario in Spanish (or in no language), or ''. */
  title: string;
  /** Title in English, or ''. */
  titleEn: string;
  /** Time of the last step that the script names. */
  scriptEnd: number;
}

export interface Actor {
  /** From 1. 0 is the broker. */
  id: number;
  name: string;
  kind: 'virtual' | 'real';
}

/** What the stage shows of one client at the present moment. */
export interface ClientGlance extends Actor {
  /** 'half-open': one end believes in a connection that the other end no longer has, or the link is stalled. */
  state: 'offline' | 'connecting' | 'connected' | 'half-open';
  version: '3.1' | '3.1.1' | '5.0';
  clientId: string;
  /** A Will Message is stored at the broker for this client. */
  will: boolean;
  /** The broker keeps a Session for it (also while it is offline). */
  session: boolean;
  /** Messages queued for it at the broker. */
  queued: number;
  /** Deliveries to it that are not finished. */
  inflight: number;
  subscriptions: number;
  /** PUBLISH packets it has received. */
  received: number;
  link: 'up' | 'stalled' | 'cut';
}

export interface SubscriptionView {
  topicFilter: string;
  qos: number;
  noLocal: boolean;
  retainAsPublished: boolean;
  retainHandling: number;
  /** 0: none */
  subscriptionId: number;
}

export interface MessageView {
  topic: string;
  payload: Uint8Array;
  qos: number;
  retain: boolean;
  dup: boolean;
  /** Virtual time at which it arrived or was stored. */
  at: number;
}

export interface InflightView {
  packetId: number;
  qos: number;
  topic: string;
  /** What the sender waits for. */
  awaiting: 'PUBACK' | 'PUBREC' | 'PUBCOMP';
}

export interface SessionView {
  clientId: string;
  actor: number;
  connected: boolean;
  version: '3.1' | '3.1.1' | '5.0';
  /** Virtual time at which the Session ends if nobody returns; -1: not while connected, or never. */
  expiresAt: number;
  subscriptions: SubscriptionView[];
  queued: MessageView[];
  inflight: InflightView[];
  /** Packet Identifiers of QoS 2 messages received whose PUBREL has not come. */
  receivedQos2: number[];
  will: null | { topic: string; payload: Uint8Array; qos: number; retain: boolean; delaySeconds: number };
}

export interface ClientView extends ClientGlance {
  keepAliveSeconds: number;
  cleanStart: boolean;
  latency: number;
  /** Newest last; the last 100. */
  inbox: MessageView[];
  /** Null when the broker keeps nothing of it. */
  sessionView: SessionView | null;
}

export interface BrokerView {
  sessions: SessionView[];
  retained: MessageView[];
  connections: number;
}

/** One row of an opened packet, in the order of the bytes; `depth` makes the tree. */
export interface Field {
  depth: number;
  /** The specification's own word, e.g. 'Remaining Length'. */
  name: string;
  offset: number;
  length: number;
  /** Bits of the byte at `offset`, counted from 7 (highest) to 0; -1, -1 for whole bytes. */
  bitHigh: number;
  bitLow: number;
  /** The value, written for a person, e.g. '1 (at least once)'. */
  value: string;
  /** Section of the specification of this packet's version, e.g. '3.3.1.2'. */
  section: string;
}

export interface Dissection {
  fields: Field[];
  /** Null for a packet that is right. */
  error: null | { offset: number; reason: number; reasonName: string; statement: string; es: string; en: string };
}

export interface ActResult {
  ok: boolean;
  errors: ScenarioError[];
  /** The canonical text of what was done, e.g. 'phone publish casa/x "1" qos=1'; '' when not ok. */
  line: string;
}

/** Names of the event kinds; `TraceBatch` holds their numbers (index + 1). */
export type EventKind =
  | 'action' | 'note' | 'expectation_met' | 'expectation_failed'
  | 'connection_opened' | 'connection_refused' | 'connection_closed' | 'connection_lost' | 'connection_taken_over'
  | 'link_cut' | 'link_stalled' | 'link_healed'
  | 'packet_sent' | 'packet_received' | 'packet_lost'
  | 'session_created' | 'session_resumed' | 'session_expired' | 'session_discarded'
  | 'subscription_added' | 'subscription_replaced' | 'subscription_removed'
  | 'message_accepted' | 'message_matched' | 'message_queued' | 'message_dropped' | 'message_delivered'
  | 'message_expired' | 'message_received'
  | 'retained_set' | 'retained_cleared' | 'retained_sent'
  | 'will_armed' | 'will_delayed' | 'will_published' | 'will_discarded'
  | 'keep_alive_due' | 'keep_alive_expired' | 'inflight_changed' | 'limit_reached' | 'protocol_error' | 'access_denied';

/** One event of the trace, decoded from its record by `decodeBatch`. */
export interface TraceEvent {
  id: number;
  /** The event that made this one happen; 0: none. */
  cause: number;
  /** A second cause, e.g. the reconnection that set a queued message free; 0: none. */
  also: number;
  /** The message_accepted event of the Application Message concerned; 0: none. */
  message: number;
  at: number;
  /** packet_sent: when it arrives if the link lives; equal to `at` otherwise. */
  due: number;
  kind: EventKind;
  /** Who did it, or at whose end it happened. A packet_sent by 'client' travels to the broker. */
  side: 'broker' | 'client';
  /** The client concerned; 0: the broker alone. */
  actor: number;
  /** Serial number of the Network Connection; 0: none. */
  connection: number;
  version: '3.1' | '3.1.1' | '5.0';
  reason: number;
  qos: number;
  number: number;
  /** Topic Name, Topic Filter, script line: what the kind says. For packet_*: the Topic Name of a PUBLISH, else ''. */
  text: string;
  /** Statement of the specification, e.g. 'MQTT-3.3.1-9', or ''. */
  statement: string;
  /** Control Packet name for packet_* events, e.g. 'PUBLISH'; '' otherwise. */
  packetName: string;
  /** The packet's bytes (packet_*), or an empty array. */
  packet: Uint8Array;
}

/** Events that the page has not seen. Transferable: everything is in `buffer`. */
export interface TraceBatch {
  /** Forget every event whose id is `keepBelow` or more before adding these (loading, or acting in the past). Infinity: keep all. */
  keepBelow: number;
  count: number;
  buffer: ArrayBuffer;
}

/** What a real client must be sent. `connections` are the numbers given to `portOpen`. */
export interface PortOutput {
  kind: 'data' | 'close';
  connections: number[];
  /** A copy; empty for 'close'. */
  bytes: Uint8Array;
}

/** The engine: one world (broker, clients, links, clock) and its timeline. One handle; `delete()` frees it. */
export interface Engine {
  /** Reads a script without touching the world. */
  check(text: string): ScenarioError[];
  /** Starts a new world at time 0 from a script. A script with errors leaves the present world as it is. */
  load(text: string): LoadResult;
  /** The present moment. */
  now(): number;
  /** The furthest moment that has been lived: seeking up to here replays, beyond it advances. */
  horizon(): number;
  /** When the next thing happens after the present; -1: nothing is pending. */
  nextMoment(): number;
  /** Runs the world up to a moment at or after the present. Bounded work a call: returns the moment reached. */
  advance(to: number): number;
  /** True when the present is the furthest moment that has been lived. */
  atEdge(): boolean;
  /** Runs the furthest world (where real clients live) up to `to` while the present stays in the past. */
  advanceEdge(to: number): number;
  /** Makes any moment the present, backwards or forwards. Returns the moment reached. */
  seek(to: number): number;
  /** Does now what a script line says, without its time: `phone publish casa/x "1"`. In the past this forks. */
  act(line: string): ActResult;
  /** Takes the new events of the trace. */
  drain(): TraceBatch;
  actors(): Actor[];
  /** Every virtual client, and the real ones that are connected or have a Session at the broker. */
  glance(): ClientGlance[];
  inspectClient(actor: number): ClientView | null;
  inspectBroker(): BrokerView;
  dissect(packet: Uint8Array, version: '3.1' | '3.1.1' | '5.0'): Dissection;
  /** An event in one sentence. '' for an unknown id. */
  sentence(event: number, language: Language): string;
  /** The chain of causes, from the event back to the action that began it. */
  why(event: number): number[];
  /** The whole trace as text, one line an event, the same as the native build prints. */
  traceText(): string;

  /** A real client connects, at the furthest moment. `port` is the caller's own number for it; it lives until portClosed or a 'close'. */
  portOpen(port: number, label: string): void;
  portReceive(port: number, bytes: Uint8Array): void;
  portClosed(port: number): void;
  /** Everything that real clients must be sent since the last call, in order. */
  drainPorts(): PortOutput[];

  delete(): void;
}

/**
 * Makes an engine. `createPlayground` is the default export of playground.mjs, the compiled module;
 * in Node, `wasm` is the bytes of playground.wasm.
 */
export function createEngine(createPlayground: PlaygroundFactory, wasm?: Uint8Array): Promise<Engine>;

/** The factory that the compiler writes: the module's own options in, the module out. */
export type PlaygroundFactory = (options?: object) => Promise<any>;

/** Turns a batch into events; texts and packets are views into its buffer. */
export function decodeBatch(batch: TraceBatch): TraceEvent[];
