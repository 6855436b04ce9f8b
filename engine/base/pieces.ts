/** Work that is done piece by piece: yields the share that is done, 0 to 1, and returns the result. */
export type Pieces<R> = Generator<number, R, void>

/** Does all pieces at once. */
export function whole<R>(pieces: Pieces<R>): R {
  for (;;) {
    const { value, done } = pieces.next()
    if (done) return value
  }
}

/** Runs a part of the work that takes it from the share `from` to the share `to`. */
export function* within<R>(pieces: Pieces<R>, from: number, to: number): Pieces<R> {
  for (;;) {
    const { value, done } = pieces.next()
    if (done) return value
    yield from + value * (to - from)
  }
}
