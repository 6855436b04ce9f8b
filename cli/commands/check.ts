import { publicProblem, type Problem } from '../../engine/base/problem'
import type { Network } from '../../engine/compile'
import type { Sequence } from '../../engine/data/types'
import { ablations, type Ablation } from '../../engine/document/types'
import { checkGradients, type GradientCheck } from '../../engine/learn/check/gradient-check'
import { Model } from '../../engine/learn/model/model'
import { prepare } from '../../engine/learn/check/prepare'
import { registry } from '../../nodes'
import type { CliCommand } from '../command'
import { gradientJson, printGradients } from '../gradient-report'
import { Refused, open } from '../open'
import { say, printProblems } from '../terminal'
import { UsageError } from '../usage'

/** Prints all problems of a document and its data, its sizes, execution order and gradients. */
export const check: CliCommand = {
  name: 'check',
  takes: ['FILE'],
  options: { gradients: { takes: 'nothing' }, seed: { takes: 'whole' } },
  run({ terminal, json, positional: [file], options }) {
    const compares = options.has('gradients')
    if (!compares && options.has('seed')) throw new UsageError('cli-option-for', { name: '--seed', needed: '--gradients' })
    const found = examine(() => open(terminal, file!))
    const compared = compares && found.errors.length === 0 ? compare(found, (options.get('seed') as number | undefined) ?? 0) : undefined
    const errors = [...found.errors, ...(compared && 'code' in compared ? [compared] : [])]
    const gradients = compared && !('code' in compared) ? compared : undefined
    const { warnings, parameters, sizes, groups, summary } = found
    if (json) {
      const result = {
        errors: errors.map(publicProblem),
        warnings: warnings.map(publicProblem),
        parameters,
        sizes,
        groups,
        ...(gradients ? { gradients: gradientJson(gradients) } : {}),
      }
      terminal.out(`${JSON.stringify(result)}\n`)
    } else {
      printProblems(terminal, 'cli-error', errors)
      printProblems(terminal, 'cli-warning', warnings)
      if (summary) {
        terminal.out(`${say(terminal, 'cli-checked', { name: summary.name, nodes: summary.nodes, edges: summary.edges, ...parameters })}\n`)
        terminal.out(
          `${say(terminal, 'cli-sizes')}: ${Object.entries(sizes)
            .map(([id, size]) => `${id} ${size}`)
            .join(', ')}\n`,
        )
        for (const ablation of ablations)
          if (summary[ablation].length > 0) terminal.out(`${say(terminal, `cli-${ablation}`)}: ${summary[ablation].join(', ')}\n`)
        if (groups.length > 0) terminal.out(`${say(terminal, 'cli-groups')}: ${groups.map((ids) => ids.join(' ')).join(' → ')}\n`)
      }
      if (gradients) printGradients(terminal, gradients)
      terminal.out(`${say(terminal, 'cli-problems', { errors: errors.length, warnings: warnings.length })}\n`)
    }
    return errors.length > 0 || gradients?.agrees === false ? 1 : 0
  },
}

interface Examination {
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
  readonly parameters: { readonly trainable: number; readonly fixed: number }
  readonly sizes: Readonly<Record<string, number>>
  readonly groups: readonly (readonly string[])[]
  readonly summary?: { readonly name: string; readonly nodes: number; readonly edges: number } & Readonly<Record<Ablation, readonly string[]>>
  readonly network?: Network | undefined
  readonly train?: readonly Sequence[]
}

function compare({ network, train = [] }: Examination, seed: number): GradientCheck | Problem | undefined {
  return network && checkGradients(new Model(network), train, { seed })
}

function examine(opening: () => ReturnType<typeof open>): Examination {
  try {
    const { path, document, data, compiled } = opening()
    const prepared = prepare(document, registry, compiled, data)
    const aside = (ablation: Ablation): string[] => Object.keys(document.nodes).filter((id) => document.nodes[id]!.ablation === ablation)
    // A network without data is complete, only not trainable.
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
        muted: aside('muted'),
        bypassed: aside('bypassed'),
      },
      network: compiled.network,
      train: lacking.length > 0 ? [] : (prepared.dataset?.train ?? []),
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { errors: error.errors, warnings: error.warnings, parameters: { trainable: 0, fixed: 0 }, sizes: {}, groups: [] }
  }
}
