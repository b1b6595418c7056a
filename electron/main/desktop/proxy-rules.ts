/**
 * The proxy that the environment names, in the words of Chromium. Pure.
 */

/** What Electron's `session.setProxy` takes. */
export interface ProxyRules {
  readonly proxyRules: string;
  readonly proxyBypassRules: string;
}

const SCHEMES = new Set(['http:', 'https:', 'socks4:', 'socks5:']);

/**
 * From HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in capitals or not; null where none names a proxy: then the system's
 * settings hold. A password in an address is left out, as Chromium takes none there. Addresses of this machine are
 * never asked of a proxy.
 */
export function proxyRulesOf(environment: Readonly<NodeJS.ProcessEnv>): ProxyRules | null {
  const given = (name: string): string => environment[name] ?? environment[name.toLowerCase()] ?? '';
  const rules = (['https', 'http'] as const).flatMap((scheme) => {
    const proxy = proxyOf(given(`${scheme.toUpperCase()}_PROXY`));
    return proxy === null ? [] : [`${scheme}=${proxy}`];
  });
  if (rules.length === 0) return null;
  const bypassed = given('NO_PROXY')
    .split(/[\s,]+/)
    .filter((host) => host !== '');
  return { proxyRules: rules.join(';'), proxyBypassRules: bypassed.flatMap(bypassRulesOf).join(',') };
}

/** Scheme, host and port; null for what is no address of a proxy. An address without a scheme is of one for HTTP. */
function proxyOf(address: string): string | null {
  const text = address.trim();
  const full = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(full)) return null;
  const { protocol, host } = new URL(full);
  return host === '' || !SCHEMES.has(protocol) ? null : `${protocol}//${host}`;
}

/** NO_PROXY means a host with all below it; Chromium wants both said. */
function bypassRulesOf(host: string): string[] {
  const name = host.replace(/^\*?\./, '');
  return host === '*' || !/^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*(:\d+)?$/i.test(name)
    ? [host]
    : [name, `.${name}`];
}
