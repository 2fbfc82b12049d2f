import { chatNumberDefaults, resolveChatOptions } from '../../src/server/chat-options';
import { apiBounds, type NumberRow } from '../../src/server/option-row';
import { chatNumberRows } from '../../src/server/option-table';

describe('resolveChatOptions', () => {
  const rows = Object.values(chatNumberRows).map((row): [string, NumberRow] => [row.api, row]);

  it.each(rows)('takes %s within its bounds, both included', (name, row) => {
    const { min, max } = apiBounds(row);
    for (const value of [min, max])
      expect(resolveChatOptions({ [name]: value })).toMatchObject({ [name]: value });
  });

  it.each(rows)('throws for %s beyond its bounds, and names it', (name, row) => {
    const { min, max } = apiBounds(row);
    for (const value of [min - 1, NaN, Infinity, ...(max < Number.MAX_VALUE ? [max + 1] : [])])
      expect(() => resolveChatOptions({ [name]: value })).toThrow(
        `${name} is ${value}: it takes a number from ${min}`,
      );
  });

  it('has the default of a number that is undefined', () => {
    expect(resolveChatOptions({ rate: undefined } as never).rate).toBe(chatNumberDefaults().rate);
  });
});

describe('chatNumberDefaults', () => {
  it('has other defaults for the exercise', () => {
    expect(chatNumberDefaults('netcat')).toEqual({
      ...chatNumberDefaults(),
      history: 10_000,
      maxClients: 10,
    });
  });
});
