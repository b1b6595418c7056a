/**
 * What those ask that watch over the host: `/healthz` for a container or a supervisor, `/metrics` for Prometheus.
 * Counts and memory only, nothing that a conversation says: they need no token.
 */
import type { ServerResponse } from 'node:http';
import type { Application } from '../../electron/main/application/application.ts';
import { Metrics } from './metrics.ts';

/** Where health and metrics are served. */
export const HEALTH_PATH = '/healthz';
export const METRICS_PATH = '/metrics';

/** Answers the probes. */
export class Probes {
  private readonly application: Application;
  private readonly metrics: Metrics;

  constructor(application: Application, version: string) {
    this.application = application;
    this.metrics = new Metrics(application, version);
  }

  /** Whether the path is one of these. */
  knows(path: string): boolean {
    return path === HEALTH_PATH || path === METRICS_PATH;
  }

  /** Answers one of them. */
  async answer(path: string, response: ServerResponse): Promise<void> {
    if (path === METRICS_PATH) {
      const text = await this.metrics.text();
      response.writeHead(200, { 'Content-Type': this.metrics.contentType }).end(text);
      return;
    }
    const health = this.application.health();
    response
      .writeHead(health.status === 'ready' ? 200 : 503, { 'Content-Type': 'application/json' })
      .end(`${JSON.stringify(health)}\n`);
  }
}
