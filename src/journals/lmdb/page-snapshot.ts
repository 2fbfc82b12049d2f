import type { MetaPage } from './meta-page';
import type { PageFile } from './page-file';
import { countIn, pagesIn, PageTree, rootIn, rootOf, type TreeRow, type PageSource } from './page-tree';
import { PageError } from './page-walk';

/** Where the number of a page stands in it, and that of the transaction which wrote it. */
const PAGE_OFFSETS = { number: 0, transaction: 8 } as const;
/** How many pages are kept to be read again: 4 MiB, as pages are mostly. */
const MAX_CACHED_PAGES = 1024;

/** The file as of its newest transaction at some moment. Later ones use its pages again at some time. */
export class PageSnapshot {
  readonly transaction: number;
  /** Which transaction wrote the root page. Each that changes anything writes it. */
  readonly written: number;
  readonly #file: PageFile;
  readonly #last: number;
  readonly #cachedPages = new Map<number, Buffer>();
  readonly #pages: PageSource = { page: (page, count) => this.#page(page, count) };
  /** The rows of the tree that holds the others: they are few, and read at once. */
  readonly #main: ReadonlyMap<string, TreeRow>;

  constructor(file: PageFile, { transaction, lastPage, roots }: MetaPage) {
    this.#file = file;
    this.transaction = transaction;
    this.#last = lastPage;
    const root = rootOf(roots[1]);
    this.written = root === undefined ? transaction : this.#writerOf(root);
    const items = [...new PageTree(this.#pages, root).items()];
    this.#main = new Map(items.map((item) => [item.key.toString(), item]));
  }

  /** A row of the tree that holds the others. */
  value(name: string): Buffer | undefined {
    const item = this.#main.get(name);
    return item?.isTree === false ? item.value() : undefined;
  }

  tree(name: string): PageTree {
    return new PageTree(this.#pages, this.#root(name));
  }

  /** How many rows a tree is to have. */
  count(name: string): number {
    const record = this.#record(name);
    return record ? countIn(record) : 0;
  }

  /** How many bytes the pages of a tree have. */
  size(name: string): number {
    const record = this.#record(name);
    return record ? pagesIn(record) * this.#file.pageSize : 0;
  }

  /**
   * The identity of a tree: its root page, and the transaction that wrote it. Each change of a tree writes its root to another page. So
   * as long as this is the same, all pages of the tree are as they were.
   */
  identity(name: string): string {
    const root = this.#root(name);
    return root === undefined ? 'empty' : `${root} of ${this.#writerOf(root)}`;
  }

  #root(name: string): number | undefined {
    const record = this.#record(name);
    return record && rootIn(record);
  }

  #record(name: string): Buffer | undefined {
    // The package keeps these names as texts of C.
    const item = this.#main.get(`${name}\0`);
    return item?.isTree ? item.value() : undefined;
  }

  #writerOf(page: number): number {
    return Number(this.#page(page).readBigUInt64LE(PAGE_OFFSETS.transaction));
  }

  #page(number: number, count = 1): Buffer {
    const kept = count === 1 ? this.#cachedPages.get(number) : undefined;
    if (kept) return kept;
    if (number + count > this.#last + 1) throw new PageError(number, 'is behind the last page');
    const bytes = this.#file.read(number, count);
    if (bytes.readBigUInt64LE(PAGE_OFFSETS.number) !== BigInt(number))
      throw new PageError(number, 'bears the number of another');
    if (bytes.readBigUInt64LE(PAGE_OFFSETS.transaction) > BigInt(this.transaction))
      throw new PageError(number, 'is of a later transaction');
    if (this.#cachedPages.size >= MAX_CACHED_PAGES) this.#cachedPages.clear();
    if (count === 1) this.#cachedPages.set(number, bytes);
    return bytes;
  }
}
