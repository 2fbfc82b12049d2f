import type { ListenerOptions } from '../../../server/listeners';
import { dialectNames } from '../../../server/option-table';
import { parseHostPort } from '../../options/host-port-option';

/** The listener in a URL such as `tcp://[::1]:9000?dialect=json`; undefined if it is none. */
export const parseListener = (text: string): ListenerOptions | undefined => {
  const [, where = '', query = ''] = /^tcp:\/\/([^/?#]+)\/?(?:\?(.*))?$/i.exec(text) ?? [];
  const found = parseHostPort(where);
  if (found?.host === undefined) return undefined;
  if (query === '') return found;
  const dialect = dialectNames.find((name) => query === `dialect=${name}`);
  return dialect === undefined ? undefined : { ...found, dialect };
};
