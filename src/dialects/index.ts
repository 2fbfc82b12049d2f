export * from './budget';
export * from './chat/chat';
export * from './chat/format-event';
export * from './chat/parse-console';
export * from './json/json';
export * from './netcat';
