export * from './disk/disk-journal';
export { DEFAULT_KEEP, type RetentionPolicy } from './disk/keep';
