import type { ProfileName } from '../../../conform';
import { textOption, type Option } from '../../options/option';

const names: readonly ProfileName[] = ['netcat', 'budget', 'chat', 'json'];

const parseProfile = (value: unknown) => names.find((name) => name === value);

const profile: Option<ProfileName | undefined> = {
  placeholder: 'NAME',
  description: `what is checked: ${names.join(', ')}`,
  defaultValue: undefined,
  shown: 'needed',
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
    text: 'write the results to FILE too, as JUnit XML',
  }),
};
