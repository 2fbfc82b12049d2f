export * from './budget';
export * from './chat';
export * from './chat-lines';
export * from './console';
export * from './json';
export * from './netcat';
