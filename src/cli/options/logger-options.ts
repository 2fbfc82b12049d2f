import { choiceOption, textOption } from './option';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Which log lines are written, in the order of their weight; `silent` is none. */
export type LogLevel = (typeof levels)[number];

/** The options of every command that logs. */
export const loggerOptions = {
  'log-level': choiceOption<LogLevel>({ takes: 'LEVEL', fallback: 'info', choices: levels }),
  'log-file': textOption('FILE', 'append the log as JSON lines to FILE', undefined, 'stderr'),
};
