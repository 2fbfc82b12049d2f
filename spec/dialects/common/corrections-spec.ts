import { budgetDialect, chatDialect, jsonDialect, netcatDialect, type Dialect } from '../../../src';

const TEXT: readonly Dialect[] = [chatDialect(), netcatDialect(), budgetDialect()];

describe('line editing of a client without it', () => {
  it.each(TEXT.map((dialect) => [dialect.name, dialect] as const))('is applied to %s', (_, dialect) => {
    expect(dialect.read('entered', 'hunter2\x7f\x7f\x7f\x7f\x7f\x7f\x7fhellp\bo')).toMatchObject({
      kind: 'say',
      text: 'hello',
    });
    expect(dialect.read('name', 'Amm\b\bnn')).toMatchObject({ kind: 'enter', name: { text: 'Ann' } });
  });

  it('reveals a command when the rest is one', () => {
    const dialect = chatDialect();
    expect(dialect.read('entered', '/wgo\b\bho')).toEqual(dialect.read('entered', '/who'));
    expect(dialect.read('entered', 'oops\x15/msg bob psst')).toMatchObject({ kind: 'tell', text: 'psst' });
    expect(dialect.read('password', 'seasme\b\b\b\bsame')).toEqual({ kind: 'password', secret: 'sesame' });
  });

  it('is not applied in json, where a program writes the lines', () => {
    const dialect = jsonDialect({ version: '1', log: 'a' });
    const say = JSON.stringify({ type: 'say', text: 'a\bb' });
    expect(dialect.read('entered', say)).toMatchObject({ kind: 'say', text: 'ab' });
  });
});
