import { connected, dial } from '../dial';
import type { Fault } from '../fault';
import { count } from '../../table';

const TOTAL = 20_000;
/** In a short run there are fewer. */
const PER_SECOND = 4000;
const AT_ONCE = 64;

/** 20,000 connections that are reset at once, as fast as they go. */
export const resets: Fault = {
  name: 'connect and reset',
  args: () => ['--max-per-address', '0', '--max-unnamed', '0'],
  punctual: true,
  light: true,
  run: async ({ port, seconds, within }) => {
    const total = Math.min(TOTAL, seconds * PER_SECOND);
    const started = performance.now();
    const stop = started + within(Math.max(seconds, 10) * 1000);
    let [begun, reset] = [0, 0];
    const work = async () => {
      while (begun < total && performance.now() < stop) {
        begun++;
        const socket = dial(port);
        if (await connected(socket)) reset++;
        socket.resetAndDestroy();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const took = (performance.now() - started) / 1000;
    return {
      done: `${count(reset)} connections, ${count(reset / took)}/s`,
      problems: reset === total ? [] : [`${reset} of ${total} could connect`],
    };
  },
};
