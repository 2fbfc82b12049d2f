export { backup, type BackupOptions } from './backup/backup';
export * from './disk/disk-journal';
export { DEFAULT_KEEP, type RetentionPolicy } from './disk/keep';
export { errorMessage } from './verify/problems';
export { readLog, type LogEvent, type LogReaderOptions } from './read/log-reader';
export type { CopiedEntry } from './backup/log-copy';
export { Store } from './store/store';
export { StoreReader } from './read/store-reader';
export { verify, type VerifyReport } from './verify/verify';
