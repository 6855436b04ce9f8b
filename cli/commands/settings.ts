import type { CliCommand } from '../command'
import { referencePage } from '../reference'

/** Prints every setting of a document with its values and its default: docs/reference.md. */
export const settings: CliCommand = {
  name: 'settings',
  takes: [],
  options: {},
  run({ terminal }) {
    terminal.out(referencePage())
    return 0
  },
}
