import {
  createCompilerHost,
  createProgram,
  formatDiagnostics,
  ScriptTarget,
  type CompilerOptions,
  type Diagnostic,
  type Program,
} from 'typescript';

/** As strict as an embedder may be, with nothing of a browser, and with no types but those of Node. */
const STRICT: CompilerOptions = {
  noEmit: true,
  strict: true,
  skipLibCheck: false,
  target: ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts'],
  types: ['node'],
};

/** Of these files only: to check those of Node, of the language and of RxJS too takes three times as long. */
const diagnosticsOf = (program: Program, files: readonly string[]): readonly Diagnostic[] => [
  ...program.getOptionsDiagnostics(),
  ...program.getGlobalDiagnostics(),
  ...files.flatMap((name) => {
    const file = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  }),
];

/** What TypeScript has to say against files, which stand in `folder`; nothing is an empty text. */
export const complaints = (folder: string, files: readonly string[], resolution: CompilerOptions): string => {
  const options = { ...STRICT, ...resolution };
  const host = { ...createCompilerHost(options), getCurrentDirectory: () => folder };
  return formatDiagnostics(diagnosticsOf(createProgram(files, options, host), files), host);
};
