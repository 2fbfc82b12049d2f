import { createChat, type Chat, type ChatOptions } from './create-chat';
import type { Address } from './stream';
import { tcp, type TcpOptions } from './transports';

export type ServeOptions = ChatOptions & TcpOptions;

export interface Server {
  readonly chat: Chat;
  /** Where it listens. */
  readonly addresses: readonly Address[];
  /** Stops accepting, says goodbye to all, flushes, ends. Resolves within 5 s. */
  close(): Promise<void>;
}

/** A chat on a TCP port: what `rx-chat serve` does. Rejects with a `ChatError` if it can't listen. */
export const serve = async (options: ServeOptions = {}): Promise<Server> => {
  const chat = createChat(options);
  try {
    return { chat, addresses: await chat.attach(tcp(options)), close: () => chat.close() };
  } catch (error) {
    await chat.close();
    throw error;
  }
};
