import { serve as startServer, type ServeOptions } from '../server';
import { gatherSources } from './gather-sources';
import { readMotd } from './motd';
import type { Values } from './option';
import { serveOptions } from './serve-options';
import { serverCommand } from './server-command';

const toApi = async (values: Values<typeof serveOptions>): Promise<ServeOptions> => ({
  port: values.port,
  ...(values.host !== undefined && { host: values.host }),
  history: values.history,
  ...(values.motd !== undefined && { greeting: await readMotd(values.motd) }),
  nameTimeout: values['name-timeout'] * 1000,
  maxLine: values['max-line'],
  maxClients: values['max-clients'],
  maxPerAddress: values['max-per-address'],
  rate: values.rate,
  burst: values.burst,
});

/** `rx-chat serve`: the chat server. */
export const serve = serverCommand({
  name: 'serve',
  describe: 'Starts a chat server, which people join with: nc HOST PORT',
  example: 'rx-chat serve 8989 --motd welcome.txt --max-clients 500',
  notes: ['Each is also a variable (RX_CHAT_MAX_LINE=2048), and a key of the config file.'],
  options: serveOptions,
  gather: gatherSources,
  start: async (values) => {
    const server = await startServer(await toApi(values));
    return { addresses: server.addresses, log$: server.chat.log$, close: () => server.close() };
  },
});
