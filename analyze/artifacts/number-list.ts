/** A list of numbers in a typed array that grows: a column of a table with very many rows. */
export class NumberList<A extends Float64Array | Int32Array | Uint32Array> {
  #values: A
  #length = 0
  readonly #make: (length: number) => A

  constructor(make: (length: number) => A) {
    this.#make = make
    this.#values = make(256)
  }

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const more = this.#make(this.#length * 2)
      more.set(this.#values)
      this.#values = more
    }
    this.#values[this.#length++] = value
  }

  /** 0 beyond the end. */
  at(index: number): number {
    return this.#values[index] ?? 0
  }

  set(index: number, value: number): void {
    this.#values[index] = value
  }

  /** A copy without the room to grow. */
  toArray(): A {
    return this.#values.slice(0, this.#length) as A
  }

  add(index: number, value: number): void {
    this.#values[index] = (this.#values[index] ?? 0) + value
  }
}

export const float64List = (): NumberList<Float64Array> =>
  new NumberList((length) => new Float64Array(length))
export const int32List = (): NumberList<Int32Array> =>
  new NumberList((length) => new Int32Array(length))
export const uint32List = (): NumberList<Uint32Array> =>
  new NumberList((length) => new Uint32Array(length))
