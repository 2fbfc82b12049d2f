import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { killPrograms, runProgram, type Program } from './run-program';

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Where a browser is that these tests can drive; undefined if none is on the PATH. */
export const browserPath = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find(isProgram);

/** How long a browser may take to start, in ms, on a machine that is busy. */
const START = 60_000;

/** Starts a browser without a window. Its sandbox does not work for root. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserPath ?? 'chromium',
    chromiumSandbox: process.getuid?.() !== 0,
    timeout: START,
  });

export interface PageServer {
  readonly program: Program;
  /** The port for lines. */
  readonly port: number;
  /** Where the page is. */
  readonly url: string;
}

/** Starts the built program with a page; the ports are any free ones, or those of a server that was there before. */
export const servePage = async (
  args: readonly string[] = [],
  before?: Pick<PageServer, 'port' | 'url'>,
): Promise<PageServer> => {
  const [port, http] = before ? [before.port, new URL(before.url).host] : [0, '127.0.0.1:0'];
  const program = runProgram(['serve', String(port), '--host', '127.0.0.1', '--http', http, ...args]);
  const [, url = ''] = await program.stdout.find(/^listening on (http:.*)$/m);
  return { program, port: await program.port(), url };
};

export interface Visit extends BrowserContextOptions {
  /** What the browser may say on its console. */
  readonly complains?: RegExp;
  /** A host besides its own that the page may ask something of. */
  readonly mayAsk?: string;
  /** Is done before the page is opened. */
  readonly prepare?: (page: Page) => Promise<unknown>;
  /** Runs in the page before all else. */
  readonly script?: string;
}

/** What the browser says of a server that is gone. */
export const UNREACHABLE = /^WebSocket connection to \S+ failed/;

/** The browser of a block of tests. */
export interface TestBrowser {
  /** Opens a page in a context of its own, as a person on another machine would. */
  readonly open: (url: string, visit?: Visit) => Promise<Page>;
}

/** How long something may take to show, in ms. It is a bound for a machine that is busy, not a speed. */
const PATIENCE = 15_000;

class Opened implements TestBrowser {
  readonly #contexts: BrowserContext[] = [];
  #browser: Browser | undefined;
  #complaints: string[] = [];
  #elsewhere: string[] = [];

  async launch(): Promise<void> {
    this.#browser = await launchBrowser();
  }

  readonly open = async (
    url: string,
    { complains, mayAsk, prepare, script, ...options }: Visit = {},
  ): Promise<Page> => {
    if (!this.#browser) throw new Error('the browser is not there yet');
    const context = await this.#browser.newContext(options);
    this.#contexts.push(context);
    context.setDefaultTimeout(PATIENCE);
    if (script !== undefined) await context.addInitScript({ content: script });
    const page = await context.newPage();
    const complain = (text: string) => {
      if (!complains?.test(text)) this.#complaints.push(text);
    };
    const note = (address: string) => {
      const { host } = new URL(address);
      if (host !== new URL(url).host && host !== mayAsk) this.#elsewhere.push(address);
    };
    context.on('request', (request) => note(request.url()));
    page.on('websocket', (socket) => note(socket.url()));
    page.on('pageerror', (error) => complain(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complain(message.text());
    });
    await prepare?.(page);
    await page.goto(url);
    return page;
  };

  /** Closes all pages, and says what there was to complain of. */
  async clear(): Promise<{ readonly complaints: readonly string[]; readonly elsewhere: readonly string[] }> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
    const [complaints, elsewhere] = [this.#complaints, this.#elsewhere];
    [this.#complaints, this.#elsewhere] = [[], []];
    return { complaints, elsewhere };
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }
}

/**
 * A block of tests with one browser, where there is one; elsewhere it is skipped, and one line says why. Each test ends
 * with its pages closed and its servers gone, and fails if a page asked for something of another host than its own, or if
 * the browser had something to complain of.
 */
export const describeInBrowser = (what: string, tests: (browser: TestBrowser) => void): void => {
  if (browserPath === undefined) console.warn(`skipped: ${what} (no chromium is installed)`);
  (browserPath === undefined ? describe.skip : describe)(what, () => {
    jest.setTimeout(2 * PATIENCE);
    const browser = new Opened();
    beforeAll(() => browser.launch(), START + PATIENCE);
    afterAll(() => browser.close());
    afterEach(async () => {
      const said = await browser.clear();
      await killPrograms();
      expect(said).toEqual({ complaints: [], elsewhere: [] });
    });
    tests(browser);
  });
};
