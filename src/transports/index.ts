export * from './duplex';
export * from './tcp';
export * from './tls';
export * from './unix';
export * from './memory';
