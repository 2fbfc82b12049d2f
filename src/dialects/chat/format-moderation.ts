import { formatDuration, type ChatEvent, type ModerationEvent } from '../../chat';

/** An action of an operator, as a clause. */
export const formatModeration = ({
  action,
  by,
  whom,
  ms,
  reason,
  count = 0,
  target,
}: ModerationEvent): string => {
  const time = ms === undefined ? '' : ` for ${formatDuration(ms)}`;
  switch (action) {
    case 'grant':
      return `${whom} is an operator now`;
    case 'announce':
      return `${by} spoke as the server`;
    case 'kick':
      return `${by} kicked ${whom}${reason === undefined ? '' : `: ${reason}`}`;
    case 'ban':
    case 'mute':
      return `${by} ${action === 'ban' ? 'banned' : 'muted'} ${whom}${time}`;
    case 'unban':
      return `${by} unbanned ${whom}`;
    case 'unmute':
      return `${by} unmuted ${whom}`;
    case 'delete':
      return typeof target === 'number'
        ? `${by} deleted ${whom}`
        : `${by} deleted ${count} ${count === 1 ? 'message' : 'messages'} of ${whom}`;
  }
};

/** The banned or muted names and addresses, as a clause. */
export const formatSanctions = ({ of, sanctions }: ChatEvent & { kind: 'sanctions' }, at: number): string => {
  const what = of === 'bans' ? 'banned' : 'muted';
  if (sanctions.length === 0) return `nobody is ${what}`;
  const describe = ({ whom, until }: (typeof sanctions)[number]) =>
    until === undefined ? whom : `${whom} (for another ${formatDuration(Math.max(1000, until - at))})`;
  return `${what}: ${sanctions.map(describe).join(', ')}`;
};
