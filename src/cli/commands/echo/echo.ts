import { echoRows } from '../../../server/option-table';
import { optionsOfRows } from '../../options/options-of-rows';
import { serverCommand } from '../../runtime/server-command';

/** `rx-chat echo`: the smallest server. */
export const echo = serverCommand({
  name: 'echo',
  describe: 'Starts a server that answers a line by: you sent: LINE from ADDRESS:PORT',
  example: 'rx-chat echo 8080 --host ::1',
  notes: [],
  options: optionsOfRows(echoRows),
  gather: (_table, commandLine) => Promise.resolve({ commandLine }),
  start: async ({ port, host, 'max-line': maxLine }) => {
    const { echo: startEcho } = await import('../../../server/echo.js');
    return startEcho({ port, host, maxLine });
  },
});
