/*
 * For the listeners of HTTP and of the metrics, and for the server, which checks options. The library does not export it.
 */
export * from './check-option';
export { CLOSE_GRACE_MS } from './close-timing';
export * from './defaults';
export { maxBytesWithoutNewline } from './duplex/line-overrun';
export * from './listeners/listen';
export { listenTls } from './listeners/tls-listener';
export * from './web-socket/web-socket-connection';
