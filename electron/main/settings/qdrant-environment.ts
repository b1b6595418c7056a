/**
 * The Qdrant server that the environment names. Its key comes from here only: it is never written into the settings.
 */
import type { GivenSettings } from './settings.ts';

/** What the environment says of a server, unchecked. */
export function qdrantFromEnvironment(
  environment: NodeJS.ProcessEnv,
): Pick<GivenSettings, 'qdrant' | 'qdrantKey' | 'machine'> {
  return {
    qdrant: environment.QDRANT_URL,
    qdrantKey: environment.QDRANT_API_KEY,
    machine: environment.RECOLLECT_MACHINE,
  };
}
