/**
 * Where calls go. Keys come from Voyage's own dashboard (`pa-...`) or from MongoDB Atlas (`al-...`); each of the two
 * addresses refuses the other's keys with 403, and the official clients choose by the key
 * (https://www.mongodb.com/docs/voyageai/api-and-clients).
 */
import { VOYAGE_URL } from '../../../shared/contract/settings.ts';

const ATLAS_API = 'https://ai.mongodb.com/v1';
const ATLAS_KEY = 'al-';

/** The address for a key. One that the user has set in place of Voyage's own holds for every key. */
export function addressFor(key: string, baseUrl: string): string {
  return baseUrl === VOYAGE_URL && key.startsWith(ATLAS_KEY) ? ATLAS_API : baseUrl;
}
