/**
 * The Qdrant server that the environment names. Its key comes from here only: it is never written into the settings.
 */
import type { GivenSettings } from './settings.ts';

/** What the environment says of a server, unchecked. Takes the key out, so that no process that is started later has it. */
export function takeQdrantEnvironment(
  environment: NodeJS.ProcessEnv,
): Pick<GivenSettings, 'qdrant' | 'qdrantKey' | 'machine'> {
  const { QDRANT_API_KEY: qdrantKey } = environment;
  delete environment.QDRANT_API_KEY;
  return {
    qdrant: environment.QDRANT_URL,
    qdrantKey,
    machine: environment.RECOLLECT_MACHINE,
  };
}
