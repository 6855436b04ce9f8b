/** Work that is done piece by piece: yields the share that is done, 0 to 1, and returns what comes of it. */
export type Pieces<R> = Generator<number, R, void>

/** Does all pieces at once. */
export function whole<R>(pieces: Pieces<R>): R {
  for (;;) {
    const { value, done } = pieces.next()
    if (done) return value
  }
}

/** Passes on the pieces of a part that takes the share from `from` to `to` of the work. */
export function* within<R>(pieces: Pieces<R>, from: number, to: number): Pieces<R> {
  for (;;) {
    const { value, done } = pieces.next()
    if (done) return value
    yield from + value * (to - from)
  }
}
