import type { OperatorFunction } from 'rxjs';
import type { Item, Post } from '../chat';

/**
 * Orders what is posted, and, if it is durable, keeps it. What implements it MUST:
 *
 * 1. make each order an entry whose `seq` is one more than the last one's and whose `at` is not before it;
 * 2. let queries pass in their places;
 * 3. emit nothing before it is kept.
 */
export type Journal = OperatorFunction<readonly Post[], readonly Item[]>;
