import { Component, type VNode } from 'preact';
import { isMessage, type TimelineItem } from '../state/timeline-items';
import type { Chunk } from '../state/timeline';
import { dayOf, formatDay } from './format-time';
import { TimelineItemView } from './timeline-item';

interface ChunkProps {
  readonly chunk: Chunk;
  /** The line before the first one. */
  readonly before: TimelineItem | undefined;
  /** The first line that is new to the reader, if it is one of these. */
  readonly newFrom: string | undefined;
}

/** Lines of one author in a row stand together, up to so many ms from one to the next. */
const GROUP_WITHIN_MS = 5 * 60_000;

/** A run of lines. It is drawn again only if one of them has changed. */
export class ChunkView extends Component<ChunkProps> {
  override shouldComponentUpdate(next: ChunkProps): boolean {
    const { chunk, before, newFrom } = this.props;
    return next.chunk !== chunk || next.before?.key !== before?.key || next.newFrom !== newFrom;
  }

  override render({ chunk, before, newFrom }: ChunkProps): VNode {
    return (
      <div class="chunk">
        {chunk.items.map((item, index) => {
          const previous = index === 0 ? before : chunk.items[index - 1];
          const isNewDay = !previous || dayOf(previous.at) !== dayOf(item.at);
          const isNew = item.key === newFrom;
          return (
            <div key={item.key} class="row">
              {isNewDay && (
                <p class="rule day">
                  <span>{formatDay(item.at)}</span>
                </p>
              )}
              {isNew && (
                <p class="rule new">
                  <span>New</span>
                </p>
              )}
              <TimelineItemView item={item} goesOn={!isNewDay && !isNew && continuesGroup(item, previous)} />
            </div>
          );
        })}
      </div>
    );
  }
}

const continuesGroup = (item: TimelineItem, previous: TimelineItem): boolean =>
  item.kind === 'said' &&
  isMessage(previous) &&
  previous.kind === 'said' &&
  previous.from === item.from &&
  Math.abs(item.at - previous.at) < GROUP_WITHIN_MS;
