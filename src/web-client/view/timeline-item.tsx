import type { VNode } from 'preact';
import type { TimelineItem, MessageItem } from '../state/timeline-items';
import { linkify } from './linkify';
import { formatDateTime, formatTime } from './format-time';

interface TimelineItemProps {
  readonly item: TimelineItem;
  /** Its author has just spoken: the name need not be shown again. */
  readonly goesOn: boolean;
}

/** A line of the log. */
export const TimelineItemView = ({ item, goesOn }: TimelineItemProps): VNode => {
  switch (item.kind) {
    case 'said':
    case 'acted':
    case 'told':
      return <MessageView item={item} goesOn={goesOn} />;
    case 'event':
      return (
        <p class="line event">
          <Time item={item} />
          <span class="text">
            <bdi>{item.who}</bdi> {item.what} {item.more !== undefined && <bdi>{item.more}</bdi>}
          </span>
        </p>
      );
    case 'gap':
      return <p class="line gap">{item.text}</p>;
    case 'notice':
    case 'error':
      return (
        <p class={`line note ${item.kind}`}>
          <Time item={item} />
          <span class="text" dir="auto">
            <TextView text={item.text} />
          </span>
        </p>
      );
  }
};

const MessageView = ({ item, goesOn }: { readonly item: MessageItem; readonly goesOn: boolean }): VNode => (
  <div class={`line ${item.kind}${item.own ? ' own' : ''}${goesOn ? ' goes-on' : ''}`}>
    <Time item={item} />
    {item.kind !== 'acted' && (
      <span class={goesOn ? 'who unseen' : 'who'}>
        <bdi>{item.from}</bdi>
        {item.to !== undefined && (
          <span class="to">
            {' '}
            to <bdi>{item.to}</bdi>, privately
          </span>
        )}
      </span>
    )}
    <span class="text" dir="auto">
      {item.kind === 'acted' && (
        <span class="who">
          <bdi>{item.from}</bdi>{' '}
        </span>
      )}
      {item.deleted ? <em class="quiet">deleted by an operator</em> : <TextView text={item.text} />}
    </span>
  </div>
);

const Time = ({ item }: { readonly item: TimelineItem }): VNode => (
  <time dateTime={new Date(item.at).toISOString()} title={seqText(item)}>
    {formatTime(item.at)}
  </time>
);

/** Operators delete a message by its number. */
const seqText = ({ kind, at, seq }: TimelineItem): string =>
  kind === 'said' || kind === 'acted' ? `${formatDateTime(at)}, number ${seq}` : formatDateTime(at);

/** A text, with its addresses as links that tell the other side nothing of this page. */
export const TextView = ({ text }: { readonly text: string }): VNode => (
  <>
    {linkify(text).map(({ text: part, href }) =>
      href === undefined ? (
        part
      ) : (
        <a href={href} target="_blank" rel="noopener noreferrer nofollow">
          {part}
        </a>
      ),
    )}
  </>
);
