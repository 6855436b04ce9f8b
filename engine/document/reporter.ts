import { problem, type MessageValues, type Problem, type ProblemCode } from '../base/problem'
import type { MessageKey } from '../base/messages/en'
import { show, type Faults } from './check'
import { limits } from './limits'
import { owners, type Has } from './pointer'

/** Collects problems together with the nodes and edges that their paths concern. */
export class Reporter implements Faults {
  readonly problems: Problem[] = []
  readonly strict = true

  constructor(private readonly has: Has) {}

  /** Adds a problem; `path` is added to its values. */
  report(code: ProblemCode, key: MessageKey, path: string, values: MessageValues = {}): void {
    if (this.full) return
    this.problems.push(problem(code, key, { path: shorten(path || '/'), ...values }, { path, ...owners(path, this.has) }))
  }

  invalid(key: MessageKey, path: string, got: unknown, values: MessageValues = {}): void {
    this.report('document-invalid', key, path, { got: show(got), ...values })
  }

  get full(): boolean {
    return this.problems.length >= limits.problems
  }
}

/** Shortens a path for a message, because keys can be as long as any text. */
const shorten = (path: string): string => (path.length > 200 ? `${path.slice(0, 160)}…${path.slice(-39)}` : path)
