import { beside } from './beside';
import { big } from './large-log';
import { cut } from './power-cut';
import { full } from './disk-full';
import { kill } from './kill';
import { refuse } from './refuse';
import { slow } from './slow-disk';
import type { Trial } from './scenario';

export const TRIALS: readonly Trial[] = [kill, beside, slow, full, cut, refuse, big];
