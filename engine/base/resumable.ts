/** Work that yields now and then, so that its caller can pause, abandon or interleave it. */
export type Resumable<T> = Generator<void, T>

/** Resumable work that yields the share that is done, 0 to 1. */
export type Pieces<T> = Generator<number, T, void>

/** Runs the work to its end without pausing. */
export function finish<T>(work: Generator<unknown, T, void>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/** Runs a part of the work that takes it from the share `from` to the share `to`. */
export function* within<T>(pieces: Pieces<T>, from: number, to: number): Pieces<T> {
  for (;;) {
    const { value, done } = pieces.next()
    if (done) return value
    yield from + value * (to - from)
  }
}
