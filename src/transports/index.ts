export * from './duplex';
export { LINGER } from './ending';
export * from './listen';
export * from './memory';
export * from './secure';
export * from './tcp';
export * from './tls';
export * from './unix';
export * from './web-socket';
