export * from './duplex/duplex-connection';
export * from './duplex/memory';
export type { Certificates, TlsListenerOptions, TlsTransport } from './listeners/tls-listener';
export * from './listeners/tcp';
export * from './listeners/tls';
export * from './listeners/unix';
