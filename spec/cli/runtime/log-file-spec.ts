import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { killPrograms, runProgram } from '../../helpers/run-program';
import { scratch } from '../../helpers/scratch';

describe('--log-file on a pipe', () => {
  const { path } = scratch();

  beforeEach(() => {
    expect(spawnSync('mkfifo', [path('pipe')]).status).toBe(0);
  });
  afterEach(killPrograms);

  it('is refused where nobody reads it', async () => {
    const program = runProgram(['serve', '0', '--log-file', path('pipe')]);
    expect(await program.exit).toBe(1);
    expect(program.stderr.text).toBe(
      `rx-chat: --log-file ${path('pipe')} can't be written: it is a pipe that nobody reads; name a file in a folder you may write to\n`,
    );
  });

  it('keeps no server from its end where it is full', async () => {
    const reader = openSync(path('pipe'), constants.O_RDWR | constants.O_NONBLOCK);
    try {
      const program = runProgram(['serve', '0', '--log-file', path('pipe')]);
      await program.port();
      const page = Buffer.alloc(4096, 'x');
      expect(() => {
        for (;;) writeSync(reader, page);
      }).toThrow('EAGAIN');
      program.child.kill('SIGTERM');
      expect(await program.exit).toBe(0);
    } finally {
      closeSync(reader);
    }
  });
});
