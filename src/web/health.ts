// For those who run the service: is it alive, can it serve, and its figures for Prometheus. Names routes, never addresses or people.
import { createHash, timingSafeEqual } from 'node:crypto';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Transact } from '../domain/work';
import { json, problem, type Call, type Route } from './server';

type Store = { ping(): Promise<unknown> };

export type HealthDeps = {
  readonly store: Store;
  readonly dispatcher: { alive(): boolean };
  readonly metrics: Metrics;
  /** Who may read /metrics from elsewhere; undefined: nobody. */
  readonly token: string | undefined;
};

export type MetricsDeps = { readonly store: Store; readonly transact: Transact };

export type Metrics = {
  request(route: string, status: number, ms: number): void;
  turn(outcome: 'answered' | 'failed', ms: number): void;
  /** All figures in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
};

const CHECK_MS = 2_000;
const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics({ store, transact }: MetricsDeps): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Answered requests by route and status',
    labelNames: ['route', 'status'],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer by route',
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  });
  const turnSeconds = new Histogram({
    name: 'turn_duration_seconds',
    help: 'Time of a turn by outcome',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers,
  });
  const storeUp = new Gauge({ name: 'store_up', help: 'Whether the store answers', registers });
  const outbox = new Gauge({
    name: 'outbox_messages',
    help: 'Outgoing messages that are not with a provider, by state',
    labelNames: ['state'],
    registers,
  });

  /** The store is asked here and not by each figure: where it is gone, its figures are too, and the others are still told. */
  async function askStore(): Promise<void> {
    outbox.reset();
    const up = await answersInTime(store.ping);
    storeUp.set(up ? 1 : 0);
    if (!up) return;
    for (const [state, count] of Object.entries(await transact((work) => work.messages.unsent())))
      outbox.set({ state }, count);
  }

  return {
    request(route, status, ms) {
      requests.inc({ route, status });
      requestSeconds.observe({ route }, ms / 1000);
    },
    turn: (outcome, ms) => turnSeconds.observe({ outcome }, ms / 1000),
    async text() {
      await askStore();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

/** Whether a check succeeds within two seconds. */
async function answersInTime(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, CHECK_MS, false);
  });
  const asked = check().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** `/health/live`, `/health/ready` (503 with what is missing), `/metrics` (the token as a bearer; where there is none, this machine only). */
export function healthRoutes({ store, dispatcher, metrics, token }: HealthDeps): Route[] {
  async function ready() {
    const checks = { store: await answersInTime(store.ping), dispatcher: dispatcher.alive() };
    const well = Object.values(checks).every(Boolean);
    return json(well ? 200 : 503, { status: well ? 'ready' : 'not-ready', checks });
  }

  async function figures(call: Call) {
    if (token === undefined ? !call.loopback : !hasToken(call, token))
      return problem(403, 'Forbidden', 'The token for figures is needed');
    return { status: 200, headers: { 'Content-Type': metrics.contentType }, body: await metrics.text() };
  }

  return [
    { method: 'GET', path: '/health/live', name: 'health-live', answer: async () => json(200, { status: 'alive' }) },
    { method: 'GET', path: '/health/ready', name: 'health-ready', answer: ready },
    { method: 'GET', path: '/metrics', name: 'metrics', answer: figures },
  ];
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function hasToken({ headers }: Call, token: string | undefined): boolean {
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return token !== undefined && given !== undefined && timingSafeEqual(digest(given), digest(token));
}
