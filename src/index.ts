export type { ChatOptions } from './server/chat-options';
export { createChat, type AcceptOptions, type AttachOptions, type Chat } from './server/create-chat';
export { serve, type ServeOptions, type Server } from './server/serve';
export type { ListenerOptions } from './server/listeners';
export { echo, type EchoOptions, type EchoServer } from './server/echo';
export { webServer, type WebServer, type WebServerOptions } from './http-server';
export {
  duplex,
  memory,
  tcp,
  tls,
  unix,
  type Certificates,
  type DuplexOptions,
  type MemoryTransport,
  type TcpOptions,
  type TlsOptions,
  type TlsTransport,
  type UnixOptions,
} from './transports';
export {
  budgetDialect,
  chatDialect,
  jsonDialect,
  netcatDialect,
  type ChatDialectOptions,
  type JsonDialectOptions,
} from './dialects';
export { diskJournal, type DiskJournalOptions, type Keep } from './journals';
export {
  memoryJournal,
  perTurn,
  systemClock,
  type Address,
  type Around,
  type CapRefusal,
  type Census,
  type Credential,
  type Clock,
  type Connection,
  type Dialect,
  type DialectCommand,
  type Foreign,
  type Handed,
  type HandshakeRefusal,
  type Journal,
  type LogLine,
  type MemoryJournalOptions,
  type Meter,
  type Mishap,
  type RefusedFor,
  type RequestRefusal,
  type Stage,
  type TooLong,
  type Transport,
} from './stream';
export {
  applyTurn,
  ChatError,
  cleanText,
  emptyChat,
  parseName,
  type ChatState,
  type Client,
  type Command,
  type Entry,
  type ErrorCode,
  type Fact,
  type Item,
  type Message,
  type Name,
  type Notice,
  type Order,
  type Post,
  type Query,
  type Room,
  type Turn,
} from './chat';
