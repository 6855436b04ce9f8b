/** Milliseconds after which work lets others have their turn. */
const SLICE = 30

/**
 * Does work that rests now and then in tasks of their own, so that the window answers meanwhile.
 * @returns what it came to; undefined where `signal` was aborted before.
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
