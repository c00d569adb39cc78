// What the page asks of the worker, and what the worker reports. The worker owns the engine.
import type {
  Actor,
  ActResult,
  BrokerView,
  ClientGlance,
  ClientView,
  Dissection,
  Language,
  LoadResult,
  MessageView,
  ScenarioError,
  TraceBatch,
} from '../../../wasm-glue/bindings/types';

/** Questions with one answer each; the key is the question's name. */
export interface Questions {
  load: { ask: { text: string }; answer: LoadResult };
  check: { ask: { text: string }; answer: ScenarioError[] };
  act: { ask: { line: string; at: number }; answer: ActResult & { at: number } };
  sentences: { ask: { events: number[]; language: Language }; answer: string[] };
  dissect: { ask: { packet: Uint8Array; version: ClientGlance['version'] }; answer: Dissection };
  why: { ask: { event: number }; answer: number[] };
  /** Everybody there ever was in this world. */
  actors: { ask: Record<never, never>; answer: Actor[] };
}
export type Question = keyof Questions;

export type Request =
  | { [Q in Question]: { kind: Q; id: number } & Questions[Q]['ask'] }[Question]
  /** Make `to` the present: seek where it was lived already, advance beyond. Answered by a Moment. */
  | { kind: 'go'; to: number }
  /** Whose details every Moment shall bring; 0: nobody's. */
  | { kind: 'watch'; actor: number }
  /** Host the relay's clients, with the token that proves the right to. */
  | { kind: 'host'; url: string; token: string };

/** The newest message each client received: what its screen shows. */
export interface Screen {
  actor: number;
  message: MessageView;
}

/** How everybody is at a moment. */
export interface WorldState {
  glance: ClientGlance[];
  screens: Screen[];
  broker: BrokerView;
}

/** What holds at one moment of virtual time. */
export interface Moment {
  kind: 'moment';
  now: number;
  horizon: number;
  /** When the next thing happens after the horizon; -1: nothing is pending. */
  next: number;
  /** Virtual time goes on with the wall clock, because real clients are being served. */
  live: boolean;
  /** Null: as it was told last. */
  state: WorldState | null;
  client: ClientView | null;
  batch: TraceBatch | null;
}

export interface RelayReport {
  kind: 'relay';
  state: 'connecting' | 'hosting' | 'lost' | 'refused';
  /** Why, when lost or refused; the relay's own words or ''. */
  reason: string;
  clients: { connection: number; label: string }[];
}

export type Report =
  | { kind: 'ready' }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'failed'; id: number; message: string }
  | Moment
  | RelayReport;
