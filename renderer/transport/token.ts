/**
 * The token that the web host printed as part of its address.
 */

const KEY = 'recollect-token';

/** What of the browser is needed; `window` has it all. */
export interface TokenPlaces {
  readonly location: { readonly hash: string; readonly pathname: string };
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly history: Pick<History, 'replaceState'>;
}

/** Takes the token out of the address bar and keeps it for this tab, so that a reload finds it; '' if there is none. */
export function takeToken({ location, sessionStorage, history }: TokenPlaces): string {
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return sessionStorage.getItem(KEY) ?? '';
  sessionStorage.setItem(KEY, token);
  history.replaceState(null, '', location.pathname);
  return token;
}
