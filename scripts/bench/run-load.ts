import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Contestant, ServerOptions } from './servers';
import { withServer } from './with-server';

/** What the load prints. */
export type Figures = Readonly<Record<string, unknown>>;

/** How long a load may take, in ms. */
const TIME = 400_000;

/** Has the load run against a server of its own. Lines that are missing or too many are an error. */
export const runLoad = (
  contestant: Contestant,
  options: ServerOptions,
  workload: string,
  args: Readonly<Record<string, number>>,
): Promise<Figures> =>
  withServer(contestant, options, async ({ port, webPort }, pid) => {
    const web = Math.round((args.clients ?? 0) * (contestant.webSockets ?? 0));
    const sockets = web > 0 ? { web, web_port: webPort ?? 0 } : {};
    const words = Object.entries({ ...args, ...sockets, port, pid }).map(([key, value]) => `${key}=${value}`);
    const load = join(options.built.folder, 'load');
    const all = [workload, `protocol=${contestant.protocol}`, ...words];
    const { stdout } = await promisify(execFile)(load, all, { timeout: TIME });
    const figures = JSON.parse(stdout) as Figures;
    const { missing, extra } = figures;
    if (missing !== 0 || extra !== 0)
      throw new Error(`${String(missing)} lines are missing, ${String(extra)} too many`);
    return figures;
  });
