import type { ListenerOptions } from '../../../server/listeners';
import { dialects } from './dialect-names';
import { readHostPort } from '../../options/host-port-option';

/** The listener in a URL such as `tcp://[::1]:9000?dialect=json`; undefined if it is none. */
export const readListener = (text: string): ListenerOptions | undefined => {
  const [, where = '', query = ''] = /^tcp:\/\/([^/?#]+)\/?(?:\?(.*))?$/i.exec(text) ?? [];
  const found = readHostPort(where);
  if (found?.host === undefined) return undefined;
  if (query === '') return found;
  const dialect = dialects.find((name) => query === `dialect=${name}`);
  return dialect === undefined ? undefined : { ...found, dialect };
};
