/*
 * For the commands that read, check and copy the folder of a journal, also while a server runs. The library does not
 * export it.
 */
export { backup, type BackupOptions } from './backup/backup';
export type { CopiedEntry } from './backup/log-copy';
export { readLog, type LogEvent, type LogReaderOptions } from './read/log-reader';
export { StoreReader } from './read/store-reader';
export { errorMessage } from './verify/problems';
export { verify, type VerifyReport } from './verify/verify';
