/**
 * The means of the desktop host: utility processes for reader and embedders, the app's own metrics as the probe.
 */
import { net, session } from 'electron';
import { toFailure } from '../../shared/errors.ts';
import type { HostMeans } from '../open-engine.ts';
import { createAppMetricsProbe } from './app-metrics-probe.ts';
import type { Log } from './log.ts';
import { createServerKey, createVoyageKey } from './keys.ts';
import type { AppPaths } from './paths.ts';
import { proxyRulesOf } from './proxy-rules.ts';
import { createUtilityStarter } from './utility-starter.ts';

/** Means for an engine over the library of a data folder. To be used once the app is ready. */
export function createDesktopMeans(paths: AppPaths, dataDirectory: string, log: Log): HostMeans {
  const proxied = useProxy();
  return {
    dataDirectory,
    starter: createUtilityStarter({
      entries: paths.entries,
      onOutput: (role, text) => log.warn(`${role}: ${text.trimEnd()}`),
      onGone: (role, reason) => log.info(`${role} has gone: ${reason}`),
      // A release build replaces RECOLLECT_BUILD by "release" (scripts/build.mjs): that drops what only tests use.
      environment: process.env.RECOLLECT_BUILD === 'release' ? {} : testHooks(process.env),
    }),
    probe: createAppMetricsProbe(),
    libraryThread: paths.libraryThread,
    modelsFolder: paths.models,
    voyage: {
      // Electron's own fetch goes through the proxy of the system, unless the environment names one.
      fetch: async (address, init) => {
        await proxied;
        return net.fetch(address, init);
      },
      key: createVoyageKey(dataDirectory),
    },
    serverKey: createServerKey(dataDirectory),
    report: (what, error) => log.warn(`${what} ${toFailure(error).message}`),
  };
}

/** Chromium knows the system's proxy by itself, and the environment's only on some desktops of Linux. */
async function useProxy(): Promise<void> {
  const rules = proxyRulesOf(process.env);
  if (rules) await session.defaultSession.setProxy(rules);
}

/** What makes an embedder misbehave, where a test has asked for it. */
function testHooks({
  RECOLLECT_TEST_HOOKS: hooks,
  RECOLLECT_MISBEHAVIOUR: rules = '',
}: NodeJS.ProcessEnv): Record<string, string> {
  return hooks === '1' ? { RECOLLECT_TEST_HOOKS: hooks, RECOLLECT_MISBEHAVIOUR: rules } : {};
}
