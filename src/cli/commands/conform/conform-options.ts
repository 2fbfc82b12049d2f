import type { ProfileName } from '../../../conform';
import { textOption, type Option } from '../../options/option';

const names: readonly ProfileName[] = ['netcat', 'budget', 'chat', 'json'];

const read = (value: unknown) => names.find((name) => name === value);

const profile: Option<ProfileName | undefined> = {
  takes: 'NAME',
  describe: `what is checked: ${names.join(', ')}`,
  fallback: undefined,
  shown: 'needed',
  expects: `one of ${names.join(', ')}`,
  fromText: read,
  fromJson: read,
};

/** The options of `rx-chat conform`. */
export const conformOptions = {
  profile,
  junit: textOption('FILE', 'write the results to FILE too, as JUnit XML', undefined),
};
