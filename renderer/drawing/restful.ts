/** Work that rests now and then, so that whoever does it can let others have their turn. */
export type Restful<T> = Generator<void, T>

/** Does all of it at once. */
export function finish<T>(work: Restful<T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}
