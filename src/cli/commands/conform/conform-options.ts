import type { ProfileName } from '../../../conform';
import { textOption, type Option } from '../../options/option';

const names: readonly ProfileName[] = ['netcat', 'budget', 'chat', 'json'];

const parseProfile = (value: unknown) => names.find((name) => name === value);

const profile: Option<ProfileName | undefined> = {
  placeholder: 'NAME',
  description: `profile to check: ${names.join(', ')}`,
  defaultValue: undefined,
  shown: 'required',
  expects: `one of ${names.join(', ')}`,
  fromText: parseProfile,
  fromJson: parseProfile,
};

/** The options of `rx-chat conform`. */
export const conformOptions = {
  profile,
  junit: textOption({
    kind: 'text',
    placeholder: 'FILE',
    text: 'also write the results to FILE as JUnit XML',
  }),
};
