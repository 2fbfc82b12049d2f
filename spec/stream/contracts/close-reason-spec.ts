import { CLOSE_CODES, closeReason, closeReasonOf } from '../../../src/stream';

describe('closeReason', () => {
  it.each([
    ['fin', undefined, 'FIN'],
    ['too-slow', undefined, 'too slow'],
    ['idle', undefined, 'idle'],
    ['kicked', 'kicked by eve', 'kicked by eve'],
  ] as const)('for %s and %p has the text %s', (code, given, text) => {
    expect(closeReason(code, given)).toEqual({ code, text });
  });

  it('has a text for each code', () => {
    expect(CLOSE_CODES.map((code) => closeReason(code).text)).not.toContain('');
  });
});

describe('closeReasonOf', () => {
  it.each([
    [{ code: 'ECONNRESET' }, { code: 'reset', text: 'RST' }],
    [{ code: 'EPIPE' }, { code: 'reset', text: 'RST' }],
    [{ code: 'ETIMEDOUT' }, { code: 'system', text: 'ETIMEDOUT' }],
    [
      { code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' },
      { code: 'protocol', text: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' },
    ],
    [{ code: 'ERR_STREAM_DESTROYED' }, { code: 'other', text: 'ERR_STREAM_DESTROYED' }],
    [{}, { code: 'other', text: 'boom' }],
    [{ message: 'quit: "x"' }, { code: 'other', text: 'quit: "x"' }],
  ])('for an error with %j is %j', (more, reason) => {
    expect(closeReasonOf(Object.assign(new Error('boom'), more))).toEqual(reason);
  });
});
