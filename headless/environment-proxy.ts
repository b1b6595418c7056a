/**
 * The proxy that the environment names: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in capitals or not, for fetch too.
 */
import * as http from 'node:http';

/** Goes by them from now on. Gives a sentence where they can't be used, and where this Node can't do it; null else. */
export function useEnvironmentProxy(environment: NodeJS.ProcessEnv = process.env): string | null {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
  const given = names.filter((name) => (environment[name] ?? '') !== '');
  if (given.length === 0) return null;
  // Node has it since 24.14; before that, it is an option that has to be given when Node starts (22.21 and later).
  if (!('setGlobalProxyFromEnv' in http)) {
    return environment.NODE_USE_ENV_PROXY === '1'
      ? null
      : `${given.join(' and ')} can’t be used by this version of Node unless NODE_USE_ENV_PROXY=1 is given with it.`;
  }
  try {
    http.setGlobalProxyFromEnv(environment);
    return null;
  } catch {
    // What it says may hold the password of a proxy.
    return `${given.join(' and ')} can’t be used: give an address such as http://proxy.example.com:3128. Recollect goes on without a proxy.`;
  }
}
