import { numberOption } from '../../options/option';

const MILLION = 1_000_000;

/** A day: more than 24.8 days would not fit a timer of Node. */
const DAY_SECONDS = 86_400;

const secondsOption = (describe: string, fallback: number) =>
  numberOption({ takes: 'SECONDS', describe, fallback, min: 0, max: DAY_SECONDS, fractions: true });

const bytesOption = (describe: string, fallback: number, min: number, max: number) =>
  numberOption({ takes: 'BYTES', describe, fallback, min, max });

const countOption = (describe: string, fallback: number) =>
  numberOption({ describe, fallback, min: 0, max: MILLION });

const perSecondOption = (describe: string, fallback: number) =>
  numberOption({ describe, fallback, min: 0, max: MILLION, fractions: true });

/** What bounds the clients of `rx-chat serve`: seconds and bytes, while the API has milliseconds and bytes. */
export const limitOptions = {
  'max-line': bytesOption('length of a line, 0 for no cap', 4096, 0, 1_048_576),
  'max-clients': numberOption<number | undefined>({
    describe: 'connections, 0 for no cap',
    fallback: undefined,
    shown: '10000; netcat 10',
    min: 0,
    max: MILLION,
  }),
  'max-per-address': countOption('connections of one address, 0 for no cap', 256),
  'max-unnamed': countOption('connections without a name, 0 for no cap', 1024),
  'max-rooms': countOption('rooms, 0 for no cap', 1000),
  'max-answers': bytesOption('answers that wait for a client, 0 for no cap', 65_536, 0, 1_073_741_824),
  'answers-total': bytesOption('the same for all clients, 0 for no cap', 67_108_864, 0, 68_719_476_736),
  rate: perSecondOption('lines a second of a client, 0 for no cap', 20),
  burst: countOption('lines at once of a client, 0 for no cap', 100),
  'join-rate': perSecondOption('joins a second of an address, 0 for no cap', 10),
  'name-timeout': secondsOption('time to give a name, 0 for ever', 60),
  idle: secondsOption('time a client may be silent, 0 for ever', 0),
  tape: bytesOption('how far a client may fall behind', 4_194_304, 65_536, 1_073_741_824),
  'tape-total': bytesOption('the same for all rooms, 0 for no cap', 268_435_456, 0, 68_719_476_736),
  stall: secondsOption('time nobody waits for a stopped reader, 0 never', 30),
  'stall-timeout': secondsOption('time after which one is let go, 0 never', 60),
};
