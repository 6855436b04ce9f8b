/** The clock that the engine's host provides; the engine has none of its own. Times in milliseconds. */
export interface Pace {
  now(): number
  /** Runs the task after everything that is queued, including messages. */
  soon(task: () => void): void
  /** Runs the task after a delay; returns a function that cancels it. */
  later(milliseconds: number, task: () => void): () => void
}
