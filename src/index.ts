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
export { diskJournal, type DiskJournalOptions, type RetentionPolicy } from './journals';
export {
  memoryJournal,
  bufferTurn,
  systemClock,
  type Address,
  type Wrapping,
  type LimitRejection,
  type StatsSnapshot,
  type Credential,
  type Clock,
  type Connection,
  type Dialect,
  type DialectCommand,
  type ForeignProtocol,
  type DeliveryCounters,
  type HandshakeRejection,
  type Journal,
  type LogLine,
  type MemoryJournalOptions,
  type Meter,
  type InvalidLine,
  type RejectionReason,
  type RequestRejection,
  type SessionStage,
  type LineTooLong,
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
  type ChatEvent,
  type JournalItem,
  type Message,
  type Name,
  type OutboundEvent,
  type WriteCommand,
  type ClientCommand,
  type SequencedQuery,
  type Room,
  type Turn,
} from './chat';
