import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import pino from 'pino';
import { COMMAND_LOG_EVENTS, type LogCommandEvent } from '../../../src/cli/runtime/command-log';
import { openLogFile } from '../../../src/cli/runtime/log-file';
import { LogRotation } from '../../../src/cli/runtime/log-rotation';
import { openDestination } from '../../../src/cli/runtime/log-destination';
import { scratch } from '../../helpers/scratch';
import { waitUntil } from '../../helpers/wait-until';

describe('LogRotation', () => {
  const { path, file } = scratch();

  const open = async (name: string) => {
    const opened = await openLogFile(path(name));
    const sink = openDestination(opened.descriptor);
    const logger = pino({ base: null }, sink);
    const event: LogCommandEvent = (name, fields) => logger.info(fields, COMMAND_LOG_EVENTS[name].message);
    const place = new LogRotation(path(name), opened, { sink, event });
    const messages = async () => {
      await sink.close(1000);
      const text = existsSync(path(name)) ? readFileSync(path(name), 'utf8') : '';
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => (JSON.parse(line) as { msg: string }).msg);
    };
    return { place, logger, messages };
  };

  it('leaves a file alone that is at its path', async () => {
    const { place, logger, messages } = await open('log');
    logger.info('one');
    await place.check();
    expect(await messages()).toEqual(['one']);
  });

  it.each([
    ['moved', () => renameSync(path('log'), path('log.1')), []],
    ['removed', () => rmSync(path('log')), []],
    ['replaced', () => renameSync(file('other', '{"msg":"theirs"}\n'), path('log')), ['theirs']],
  ])('opens one anew that was %s, and says so there', async (_, work, before) => {
    const { place, logger, messages } = await open('log');
    work();
    await place.check();
    logger.info('two');
    expect(await messages()).toEqual([...before, 'the log file was moved or removed: opened anew', 'two']);
  });

  it('says once that it can not, and goes on with the old one', async () => {
    mkdirSync(path('folder'));
    const { place, logger, messages } = await open('folder/log');
    renameSync(path('folder'), path('away'));
    await place.check();
    await place.check();
    logger.info('two');
    renameSync(path('away'), path('folder'));
    expect(await messages()).toEqual(['log file reopen failed, keeping the old one', 'two']);
  });

  it('makes a file that is its owner alone, whatever the mask', async () => {
    const before = process.umask(0);
    try {
      await open('log');
      expect(statSync(path('log')).mode & 0o777).toBe(0o600);
    } finally {
      process.umask(before);
    }
  });

  it('looks by itself until it is closed', async () => {
    const { place, messages } = await open('log');
    place.watch(1);
    rmSync(path('log'));
    await waitUntil(() => existsSync(path('log')) && statSync(path('log')).size > 0, {
      description: 'the log file is there again',
    });
    place.close();
    expect(await messages()).toEqual(['the log file was moved or removed: opened anew']);
  });
});
