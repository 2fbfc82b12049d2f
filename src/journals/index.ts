export { backup, type BackupOptions } from './backup/backup';
export * from './disk/disk-journal';
export { DEFAULT_KEEP, type Keep } from './disk/keep';
export { damageOf } from './verify/problems';
export { readLog, type Happening, type LogReaderOptions } from './read/log-reader';
export type { Copied } from './backup/log-copy';
export { Store } from './store/store';
export { StoreReader } from './read/store-reader';
export { verify, type Report } from './verify/verify';
