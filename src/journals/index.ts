export { backup, type BackupOptions } from './backup';
export * from './disk-journal';
export { DEFAULT_KEEP, type Keep } from './keep';
export { damageOf } from './damages';
export { readLog, type Happening, type LogReaderOptions } from './log-reader';
export type { Copied } from './log-copy';
export { Store } from './store';
export { StoreReader } from './store-reader';
export { verify, type Report } from './verify';
