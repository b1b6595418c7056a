/** Entry of the command line. */
import * as http from 'node:http';
import { runCommandLine } from './cli.ts';

// HTTP_PROXY, HTTPS_PROXY and NO_PROXY hold for fetch too. Older versions of Node have no such switch.
if ('setGlobalProxyFromEnv' in http) http.setGlobalProxyFromEnv();
process.exitCode = await runCommandLine(process.argv.slice(2));
