import { merge, type Observable } from 'rxjs';
import { ChatError } from './chat';
import type { ChatOptions } from './chat-options';
import { createChat, type Chat } from './create-chat';
import type { Address, LogLine, Transport } from './stream';
import {
  tcp,
  tls,
  unix,
  type Certificates,
  type TcpOptions,
  type TlsOptions,
  type TlsTransport,
} from './transports';

export interface ListenOptions extends TcpOptions {
  /** Whether it listens on TCP in plain text. @default true */
  readonly plain?: boolean;
  /** Listens for TLS too, on the same host unless this names another. @default it does not */
  readonly tls?: Omit<TlsOptions, 'maxLine' | 'sniff'>;
  /** Listens on a unix socket of this path too. @default it does not */
  readonly unix?: string;
}

export type ServeOptions = ChatOptions & ListenOptions;

export interface Server {
  readonly chat: Chat;
  /** Where it listens: plain TCP, TLS, the unix socket. */
  readonly addresses: readonly Address[];
  /** What the chat tells its operator, and the listeners. */
  readonly log$: Observable<LogLine>;
  /** Shows other certificates to new clients. Throws a `ChatError` if they can't be used: the old ones stay. */
  reload(certificates: Certificates): void;
  /** Stops accepting, says goodbye to all, flushes, ends. Resolves within 5 s. */
  close(): Promise<void>;
}

/** A chat on its listeners: what `rx-chat serve` does. Rejects with a `ChatError` if one of them can't listen. */
export const serve = async (options: ServeOptions = {}): Promise<Server> => {
  const secure$ = options.tls && secureListener(options, options.tls);
  const transports = listeners(options, secure$);
  const chat = createChat(options);
  const addresses: Address[] = [];
  try {
    for (const connection$ of transports) addresses.push(...(await chat.attach(connection$)));
  } catch (error) {
    await chat.close();
    throw error;
  }
  return {
    chat,
    addresses,
    log$: secure$ ? merge(chat.log$, secure$.log$) : chat.log$,
    reload(certificates) {
      if (!secure$) throw new ChatError('RX_CHAT_TLS', 'the server does not listen for TLS: give it tls');
      secure$.reload(certificates);
    },
    close: () => chat.close(),
  };
};

const secureListener = (
  { host, maxLine, sniff }: ListenOptions,
  options: NonNullable<ListenOptions['tls']>,
): TlsTransport => tls({ ...given({ host, maxLine, sniff }), ...options });

const listeners = (options: ListenOptions, secure$: TlsTransport | undefined): readonly Transport[] => {
  const { plain = true, unix: path, maxLine, sniff } = options;
  const found = [
    ...(plain ? [tcp(options)] : []),
    ...(secure$ ? [secure$] : []),
    ...(path === undefined ? [] : [unix({ path, ...given({ maxLine, sniff }) })]),
  ];
  if (found.length > 0) return found;
  throw new ChatError(
    'RX_CHAT_OPTION',
    'plain is false, and there is neither tls nor unix: give one of them',
  );
};

/** The options that have a value. */
const given = <T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
