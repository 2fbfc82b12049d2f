export * from './duplex';
export * from './tcp';
export * from './memory';
