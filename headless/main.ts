/** Entry of the command line. */
import { useEnvironmentProxy } from './environment-proxy.ts';
import { runCommandLine } from './cli.ts';

const problem = useEnvironmentProxy();
if (problem !== null) process.stderr.write(`${problem}\n`);
process.exitCode = await runCommandLine(process.argv.slice(2));
