/** Milliseconds of work before yielding to other tasks. */
const SLICE = 30

/**
 * Runs resumable work in several tasks, so that the window stays responsive.
 * @returns the result; undefined if `signal` was aborted first.
 */
export async function slowly<T>(work: Generator<void, T>, signal?: AbortSignal): Promise<T | undefined> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve))
    const end = performance.now() + SLICE
    do {
      if (signal?.aborted) return undefined
      const { done, value } = work.next()
      if (done) return value
    } while (performance.now() < end)
  }
}
