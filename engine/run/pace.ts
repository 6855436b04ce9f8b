/** The clock of whoever runs the engine; the engine has none of its own. Times in milliseconds. */
export interface Pace {
  now(): number
  /** Runs the task after whatever else is waiting, messages included. */
  soon(task: () => void): void
  /** Runs the task after a delay; gives a way to cancel it. */
  later(milliseconds: number, task: () => void): () => void
}
