/**
 * A chat inside another server: one process that takes orders over HTTP and has a chat on a TCP port. Whoever is in the
 * chat hears of each order, and HTTP can be asked who is there.
 *
 *     npx tsx examples/chat-in-a-server.ts
 *     nc localhost 8989
 *     curl -d '3 apples' localhost:8080/orders
 *     curl localhost:8080/people
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { firstValueFrom } from 'rxjs';
import { createChat, tcp, type Chat } from 'rx-chat';

export interface ShopOptions {
  /** 0 is any free one. @default 8080 */
  readonly httpPort?: number;
  /** 0 is any free one. @default 8989 */
  readonly chatPort?: number;
}

export interface Shop {
  readonly httpPort: number;
  readonly chatPort: number;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Opens both ports. Rejects if either can't be listened on, and then has neither. */
export const openShop = async ({ httpPort = 8080, chatPort = 8989 }: ShopOptions = {}): Promise<Shop> => {
  const chat = createChat({ greeting: 'Welcome to the shop!' });
  const http = createServer((request, response) => {
    void answer(chat, request).then(({ status, body }) => response.writeHead(status).end(`${body}\n`));
  });
  try {
    const [address] = await chat.attach(tcp({ port: chatPort }));
    await once(http.listen(httpPort), 'listening');
    const close = async (): Promise<void> => {
      http.close();
      http.closeIdleConnections();
      await chat.close();
    };
    return { httpPort: (http.address() as AddressInfo).port, chatPort: address?.port ?? chatPort, close };
  } catch (error) {
    await chat.close();
    throw error;
  }
};

const answer = async (chat: Chat, request: IncomingMessage): Promise<Answer> => {
  try {
    return await route(chat, request);
  } catch (error) {
    return { status: 400, body: String(error) };
  }
};

const route = async (chat: Chat, request: IncomingMessage): Promise<Answer> => {
  switch (`${request.method ?? ''} ${request.url ?? ''}`) {
    case 'POST /orders':
      // `say` cleans it: what stands in an order steers no terminal.
      chat.say(`new order: ${(await text(request)).slice(0, 200)}`);
      return { status: 201, body: 'thank you' };
    case 'GET /people': {
      // `state$` has its current value for whoever subscribes.
      const { clients } = await firstValueFrom(chat.state$);
      return { status: 200, body: JSON.stringify([...clients.values()].map(({ name }) => name.text)) };
    }
    default:
      return { status: 404, body: 'POST /orders or GET /people' };
  }
};

const main = async (): Promise<void> => {
  const shop = await openShop();
  console.log(`orders: http://localhost:${shop.httpPort}/orders, chat: nc localhost ${shop.chatPort}`);
  process.once('SIGINT', () => void shop.close());
};

if (require.main === module) void main();
