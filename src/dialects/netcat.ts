import type { Fact } from '../chat';
import type { Dialect, Stage } from '../stream';
import { corrected, readAnswer, refuseLong, sayText } from './chat/chat';
import { chatLines } from './chat/format-event';
import { reply } from './common/replies';
import { localTime } from './common/time';

const LOGO = String.raw`
         _nnnn_
        dGGGGMMb
       @p~qp~~qMb
       M|@||@) M|
       @,----.JM|
      JS^\__/  qKL
     dZP        qKRb
    dZP          qKKb
   fZP            SMMb
   HZM            MMMM
   FqM            MMMM
 __| ".        |\dS"qML
 |    ${'`'}.       | ${'`'}' \Zq
_)      \.___.,|     .'
\____   )MMMMMP|   .'
     ${'`'}-'       ${'`'}--'
`;

const PROMPTS: Readonly<Record<Stage, string>> = {
  password: '[ENTER THE PASSWORD]: ',
  name: '[ENTER YOUR NAME]:',
  in: '',
  out: '',
};

/** The dialect of the NetCat exercise of 01-edu: a logo, and a prompt of its own for each client. No commands. */
export const netcatDialect = (): Dialect => ({
  name: 'netcat',
  tries: Infinity,
  greet: `Welcome to TCP-Chat!${LOGO}`,
  prompt: (stage) => PROMPTS[stage],
  read: (stage, typed) => {
    const line = corrected(typed);
    if (stage !== 'in') return readAnswer(stage, line);
    // The prompt follows every line, also one that says nothing.
    return typeof line === 'string' ? (sayText(line) ?? reply()) : refuseLong(line);
  },
  write,
  own: () => '',
  around: (name, at) => ({ before: '\n', after: `[${localTime(at)}][${name}]:` }),
});

const write = (fact: Fact, at: number): string => {
  switch (fact.kind) {
    case 'acted':
      return `[${localTime(at)}][${fact.from}]:* ${fact.from} ${fact.text}\n`;
    case 'joined':
      return `${fact.name} has joined our chat...\n`;
    case 'left':
      return `${fact.name} has left our chat...\n`;
    case 'entered':
      return '';
    default:
      return chatLines(fact, at);
  }
};
