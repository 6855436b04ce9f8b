import type { Arguments, Option } from './usage'
import type { Terminal } from './terminal'

export interface Invocation extends Arguments {
  readonly terminal: Terminal
  /** Whether to print results as JSON on standard output. */
  readonly json: boolean
  /** The version of this program. */
  readonly version: string
}

/** One command of `unfold`. */
export interface CliCommand {
  readonly name: string
  /** Names of its positional arguments. */
  readonly takes: readonly string[]
  /** Whether some options replace them. */
  readonly without?: readonly string[]
  readonly options: Readonly<Record<string, Option>>
  /** Returns the exit status. */
  run(invocation: Invocation): number | Promise<number>
}
