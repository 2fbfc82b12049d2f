/** The spec of a bot: a whole chat in memory, with no network, no ports and no waiting for a time. */
import { createChat, memory, type Chat } from 'rx-chat';
import { join, testClient } from 'rx-chat/testing';
import { greeter } from './greeter-bot';

describe('greeter', () => {
  let chat: Chat;

  beforeEach(async () => {
    chat = createChat();
    const connection$ = memory();
    await chat.attach(connection$);
    const ann = await join(chat, 'ann');
    greeter(connection$.connect());
    await ann.line('greeter has joined the chat');
  });
  afterEach(() => chat.close());

  it('greets whoever joins', async () => {
    const bob = await join(chat, 'bob');
    expect(await bob.line('[greeter]')).toMatch(/:welcome, bob$/);
  });

  it('greets nobody who has not entered', async () => {
    testClient(chat).send('admin');
    const bob = await join(chat, 'bob');
    expect(await bob.line('[greeter]')).toMatch(/:welcome, bob$/);
  });

  it('does not believe what people say', async () => {
    const bob = await join(chat, 'bob');
    await bob.line('[greeter]');
    bob.send('eve has joined the chat');
    await join(chat, 'cid');
    expect(await bob.line('[greeter]')).toMatch(/:welcome, cid$/);
  });
});
