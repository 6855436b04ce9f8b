/** Work that yields now and then, so that its caller can pause, abandon or interleave it. */
export type Resumable<T> = Generator<void, T>

/** Runs the work to its end without pausing. */
export function finish<T>(work: Resumable<T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}
