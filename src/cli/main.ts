#!/usr/bin/env node
import { runProgram } from './program';
import { closeLostTerminal } from './io/terminal';

// The reader may close the pipe at any time (`rx-chat serve | head -1`), which ends nothing.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

closeLostTerminal();

void runProgram(process.argv.slice(2));
