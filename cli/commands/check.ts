import { publicProblem, type Problem } from '../../engine/base/problem'
import { prepareData } from '../../engine/data'
import { registry } from '../../nodes'
import type { Command } from '../command'
import { Refused, open } from '../open'
import { say, tell } from '../terminal'

/** Tells everything that is wrong with a document and its data, its sizes and the order in which it runs. */
export const check: Command = {
  name: 'check',
  takes: ['FILE'],
  options: {},
  run({ terminal, json, positional: [file] }) {
    const found = examine(() => open(terminal, file!))
    const { errors, warnings, parameters, sizes, groups, summary } = found
    if (json) {
      const result = { errors: errors.map(publicProblem), warnings: warnings.map(publicProblem), parameters, sizes, groups }
      terminal.out(`${JSON.stringify(result)}\n`)
    } else {
      tell(terminal, 'cli-error', errors)
      tell(terminal, 'cli-warning', warnings)
      if (summary) {
        terminal.out(`${say(terminal, 'cli-checked', { ...summary, ...parameters })}\n`)
        terminal.out(`${say(terminal, 'cli-sizes')}: ${Object.entries(sizes).map(([id, size]) => `${id} ${size}`).join(', ')}\n`)
        if (groups.length > 0) terminal.out(`${say(terminal, 'cli-groups')}: ${groups.map((ids) => ids.join(' ')).join(' → ')}\n`)
      }
      terminal.out(`${say(terminal, 'cli-problems', { errors: errors.length, warnings: warnings.length })}\n`)
    }
    return errors.length > 0 ? 1 : 0
  },
}

interface Found {
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
  readonly parameters: { readonly trainable: number; readonly fixed: number }
  readonly sizes: Readonly<Record<string, number>>
  readonly groups: readonly (readonly string[])[]
  readonly summary?: { readonly name: string; readonly nodes: number; readonly edges: number }
}

function examine(opening: () => ReturnType<typeof open>): Found {
  try {
    const { path, document, data, compiled } = opening()
    const prepared = prepareData(document, registry, compiled, data)
    // A network that is still without data is whole; it can only not be trained.
    const lacking = prepared.errors.filter((p) => p.key === 'data-none' || p.key === 'targets-none')
    return {
      errors: prepared.errors.filter((p) => !lacking.includes(p)),
      warnings: [...prepared.warnings, ...lacking],
      parameters: compiled.parameterCount,
      sizes: compiled.sizes,
      groups: compiled.groups,
      summary: {
        name: document.name ?? path.replace(/^.*[\\/]/, ''),
        nodes: Object.keys(document.nodes).length,
        edges: Object.keys(document.edges).length,
      },
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { errors: error.errors, warnings: error.warnings, parameters: { trainable: 0, fixed: 0 }, sizes: {}, groups: [] }
  }
}
