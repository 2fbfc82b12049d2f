import type { Fault } from '../fault';
import { allPause, allSip, allStop } from './all-of-fifty';
import { churn } from './churn';
import { endlessLine } from './endless-line';
import { flood } from './flood';
import { heldSender } from './held-sender';
import { drip, silent } from './many';
import { oneSips, oneStops } from './one-of-fifty';
import { resets } from './resets';

/** Each of these in turn. */
export const FAULTS: readonly Fault[] = [
  endlessLine,
  silent,
  drip,
  resets,
  churn,
  flood,
  oneStops,
  oneSips,
  allSip,
  allPause,
  allStop,
  heldSender,
];
