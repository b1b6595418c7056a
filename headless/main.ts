/** Entry of the command line. */
import { outliveReaders } from './closed-output.ts';
import { useEnvironmentProxy } from './environment-proxy.ts';
import { runCommandLine } from './cli.ts';

outliveReaders();
const problem = useEnvironmentProxy();
if (problem !== null) process.stderr.write(`${problem}\n`);
process.exitCode = await runCommandLine(process.argv.slice(2));
