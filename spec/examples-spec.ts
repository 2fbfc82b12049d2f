import '../examples/greeter-bot-spec';
import { openShop, type Shop } from '../examples/chat-in-a-server';
import { enter } from './helpers/connect';

describe('a chat in a server', () => {
  let shop: Shop;

  beforeEach(async () => {
    shop = await openShop({ httpPort: 0, chatPort: 0 });
  });
  afterEach(() => shop.close());

  const url = (path: string): string => `http://127.0.0.1:${shop.httpPort}${path}`;

  it('tells the chat of an order, cleaned', async () => {
    const ann = await enter(shop.chatPort, 'ann');
    const response = await fetch(url('/orders'), { method: 'POST', body: '3 \x1b[31mapples\n' });
    expect(response.status).toBe(201);
    expect(await ann.line('order')).toBe('* new order: 3 apples');
  });

  it('says over HTTP who is in the chat', async () => {
    await enter(shop.chatPort, 'ann');
    const response = await fetch(url('/people'));
    expect(await response.json()).toEqual(['ann']);
  });

  it('answers what it does not know', async () => {
    expect((await fetch(url('/'))).status).toBe(404);
  });

  it('has neither port when one of them is taken', async () => {
    await expect(openShop({ httpPort: 0, chatPort: shop.chatPort })).rejects.toMatchObject({
      code: 'RX_CHAT_ADDRESS_IN_USE',
    });
    await expect(openShop({ httpPort: shop.httpPort, chatPort: 0 })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
