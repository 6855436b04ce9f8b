/** Types of the parts of jsfive that Unfold uses; jsfive has none of its own. */
declare module 'jsfive' {
  interface Dataset {
    readonly shape: readonly number[]
    readonly dtype: unknown
    readonly value: ArrayLike<number>
  }
  interface Group {
    readonly keys: readonly string[]
    readonly attrs: Readonly<Record<string, unknown>>
    get(path: string): Group | Dataset | null | undefined
  }
  class File implements Group {
    constructor(bytes: ArrayBuffer, name: string)
    readonly keys: readonly string[]
    readonly attrs: Readonly<Record<string, unknown>>
    get(path: string): Group | Dataset | null | undefined
  }
}
