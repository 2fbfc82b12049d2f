/** More changes than this, as a power of the size, and a layer is merged: then both cost the same in the long run. */
const BASE_GROWTH_EXPONENT = 0.5;
/** Fewer changes than this are never worth a merge. */
const MIN_LAYER_SIZE = 32;

/**
 * A map whose copies are cheap: a large layer that many copies share and none changes, and a small one with what has
 * changed since. A copy costs about the square root of the size, so that one line in one of a thousand rooms is not paid
 * for by all of them. Iterates in the order of a `Map`.
 */
export class LayeredMap<K, V> implements ReadonlyMap<K, V> {
  readonly #base: ReadonlyMap<K, V>;
  readonly #over: Map<K, V>;
  /** Keys of the base that were deleted; one that came again is in the layer above, at its end. */
  readonly #gone: Set<K>;

  private constructor(base: ReadonlyMap<K, V>, over: Map<K, V>, gone: Set<K>) {
    this.#base = base;
    this.#over = over;
    this.#gone = gone;
    this.size = [...over.keys()].reduce(
      (size, key) => size + (this.#shows(key) ? 0 : 1),
      base.size - gone.size,
    );
  }

  size: number;

  /** A copy that may be changed. */
  static copy<K, V>(map: ReadonlyMap<K, V>): LayeredMap<K, V> {
    if (!LayeredMap.is(map)) return new LayeredMap(map, new Map<K, V>(), new Set<K>());
    const changes = map.#over.size + map.#gone.size;
    if (changes > Math.max(MIN_LAYER_SIZE, map.#base.size ** BASE_GROWTH_EXPONENT))
      return new LayeredMap(new Map(map), new Map<K, V>(), new Set<K>());
    return new LayeredMap(map.#base, new Map(map.#over), new Set(map.#gone));
  }

  static is<K, V>(map: ReadonlyMap<K, V>): map is LayeredMap<K, V> {
    return map instanceof LayeredMap;
  }

  get(key: K): V | undefined {
    return this.#over.has(key) ? this.#over.get(key) : this.#shows(key) ? this.#base.get(key) : undefined;
  }

  has(key: K): boolean {
    return this.#over.has(key) || this.#shows(key);
  }

  set(key: K, value: V): this {
    if (!this.has(key)) this.size++;
    this.#over.set(key, value);
    return this;
  }

  delete(key: K): boolean {
    if (!this.has(key)) return false;
    this.size--;
    this.#over.delete(key);
    if (this.#base.has(key)) this.#gone.add(key);
    return true;
  }

  *entries(): MapIterator<[K, V]> {
    for (const [key, value] of this.#base) {
      if (this.#gone.has(key)) continue;
      yield [key, this.#over.has(key) ? (this.#over.get(key) as V) : value];
    }
    for (const entry of this.#over) if (!this.#shows(entry[0])) yield entry;
  }

  *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  /** The output of `console.log` in Node: the complete map. */
  [Symbol.for('nodejs.util.inspect.custom')](): ReadonlyMap<K, V> {
    return new Map(this);
  }

  /** Whether the key is in the base, and was not deleted since. */
  #shows(key: K): boolean {
    return this.#base.has(key) && !this.#gone.has(key);
  }
}
