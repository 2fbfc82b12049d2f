import { randomInt } from 'node:crypto';

/** Letters of which no two, and no row of them, look alike; without vowels they make no words. */
const LETTERS = 'bdfghkptxz';

const letters = (count: number): string =>
  Array.from({ length: count }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** Makes names and words: none comes twice in a run, nor, by chance, in the next one on the same server. */
export class UniqueNames {
  readonly #made = new Set<string>();
  readonly #run: UniqueNames | undefined;

  /** The names of one check, or those of the whole run. */
  constructor(run?: UniqueNames) {
    this.#run = run;
  }

  /** A new name, whose first letter is given. It fits every profile. */
  name(initial: string): string {
    return this.#add(() => `${initial}${letters(6)}`);
  }

  /** A new word to say. */
  word(): string {
    return this.#add(() => `word-${letters(8)}`);
  }

  /** Whether a line has a name or a word of this run in it. */
  knows(line: string): boolean {
    return (this.#run ?? this).#has(line);
  }

  /** Whether a line is about another check of this run, which goes on meanwhile. */
  isForeign(line: string): boolean {
    return this.knows(line) && !this.#has(line);
  }

  #has(line: string): boolean {
    return [...this.#made].some((made) => line.includes(made));
  }

  #add(make: () => string): string {
    const made = make();
    if (this.knows(made)) return this.#add(make);
    if (this.#run) this.#run.#made.add(made);
    this.#made.add(made);
    return made;
  }
}
