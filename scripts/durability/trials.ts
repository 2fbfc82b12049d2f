import { beside } from './beside';
import { big } from './big';
import { cut } from './cut';
import { full } from './full';
import { kill } from './kill';
import { refuse } from './refuse';
import { slow } from './slow';
import type { Trial } from './trial';

export const TRIALS: readonly Trial[] = [kill, beside, slow, full, cut, refuse, big];
