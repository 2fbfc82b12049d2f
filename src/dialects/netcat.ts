import type { ChatEvent } from '../chat';
import type { Dialect, SessionStage } from '../stream';
import { applyEditing, readPromptInput, lineTooLongReply, sayCommand } from './chat/chat';
import { formatEvent } from './chat/format-event';
import { textReply } from './common/replies';
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

const PROMPTS: Readonly<Record<SessionStage, string>> = {
  password: '[ENTER THE PASSWORD]: ',
  name: '[ENTER YOUR NAME]:',
  entered: '',
  closed: '',
};

/** The dialect `netcat`, of the NetCat exercise of 01-edu: a logo, and a prompt with the client's name. No commands. Stateless. */
export const netcatDialect = (): Dialect => ({
  name: 'netcat',
  maxNameAttempts: Infinity,
  greeting: `Welcome to TCP-Chat!${LOGO}`,
  prompt: (stage) => PROMPTS[stage],
  read: (stage, typed) => {
    const line = applyEditing(typed);
    if (stage !== 'entered') return readPromptInput(stage, line);
    // The prompt follows every line, also one that says nothing.
    return typeof line === 'string' ? (sayCommand(line) ?? textReply()) : lineTooLongReply(line);
  },
  write,
  writeOwn: () => '',
  wrap: (name, at) => ({ prefix: '\n', suffix: `[${localTime(at)}][${name}]:` }),
});

const write = (fact: ChatEvent, at: number): string => {
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
      return formatEvent(fact, at);
  }
};
