/**
 * The server that stands in for Voyage, in a process of its own, whose memory is not the importer's. Its argument is
 * the latency of an answer in ms; it tells its address and its key, and ends with its parent.
 */
import { VoyageStandIn } from '../../../test/doubles/voyage/stand-in-server.ts';
import type { StandInAddress } from '../importer-protocol.ts';

process.on('disconnect', () => process.exit(0));
const standIn = await VoyageStandIn.start({ latencyMs: Number(process.argv[2]) });
const address: StandInAddress = { url: standIn.url, key: standIn.behaviour.key };
process.send?.(address);
