import { problem } from '../../engine/base/problem'
import type { AlgorithmSpec, GraphDocument } from '../../engine/document/types'
import { gradient as compute, type GradientResult } from '../../engine/learn/check/gradient'
import { Model } from '../../engine/learn/model/model'
import { variants, type Variant } from '../../engine/learn/rtrl/variants'
import { horizonOf } from '../../engine/learn/bptt/bptt'
import type { CliCommand } from '../command'
import { Refused, open, ready } from '../open'
import { digits, say, printProblems } from '../terminal'
import { UsageError, type OptionValue } from '../usage'
import { vectors } from '../../engine/data/vectors'

/** Prints loss, outputs and gradients over the training part, with constant weights, in float64. */
export const gradient: CliCommand = {
  name: 'gradient',
  takes: ['FILE'],
  options: {
    algorithm: { takes: 'choice', choices: ['bptt', 'rtrl'] },
    horizon: { takes: 'whole', min: 1, orNull: true },
    every: { takes: 'whole', min: 1 },
    variant: { takes: 'choice', choices: variants },
  },
  run({ terminal, json, positional: [file], options }) {
    const opened = open(terminal, file!, { change: (document) => withAlgorithm(withoutRegularizers(document), options) })
    const { network, dataset, warnings } = ready(opened, 'required')
    printProblems(terminal, 'cli-warning', warnings)
    const model = new Model(network, { precision: 'float64' })
    const { algorithm } = network.training
    const result = compute(model, dataset.train, algorithm.kind === 'rtrl' ? { variant: algorithm.variant ?? 'exact' } : horizonOf(algorithm))
    if (!('gradients' in result)) throw new Refused([result])
    assertFinite(result)

    const { loss, outputs, gradients } = result
    if (json) {
      terminal.out(`{"loss": ${JSON.stringify(loss)}, "outputs": [`)
      outputs.forEach((values, s) => {
        const byOutput = Object.fromEntries(network.outputs.map(({ id, size }) => [id, vectors(values[id]!, size)]))
        terminal.out(`${s > 0 ? ',\n' : ''}${JSON.stringify(byOutput)}`)
      })
      terminal.out('], "gradients": {')
      Object.entries(gradients).forEach(([name, { shape, data }], i) => {
        terminal.out(`${i > 0 ? ',\n' : ''}${JSON.stringify(name)}: ${JSON.stringify({ shape, data: Array.from(data) })}`)
      })
      terminal.out('}}\n')
      return 0
    }
    terminal.out(`${say(terminal, 'cli-loss', { loss: digits(loss) })}\n`)
    for (const [name, { shape, data }] of Object.entries(gradients)) {
      const norm = Math.sqrt(data.reduce((sum, g) => sum + g * g, 0))
      terminal.out(`${say(terminal, 'cli-gradient-of', { name, shape: shape.join(', '), norm: digits(norm) })}\n`)
    }
    return 0
  },
}

/** Removes regularizers, which are not part of these gradients and may not forbid an algorithm here. */
function withoutRegularizers(document: GraphDocument): GraphDocument {
  const { regularize: _, ...training } = document.training ?? {}
  return { ...document, training }
}

/** Returns the document with the algorithm of the command line, else its own; full BPTT if it trains a readout. */
function withAlgorithm(document: GraphDocument, options: ReadonlyMap<string, OptionValue>): GraphDocument {
  const own = document.training?.algorithm
  const variant = options.get('variant') as Variant | undefined
  const kind = options.get('algorithm') ?? (variant ? 'rtrl' : 'bptt')
  if (kind !== 'rtrl') {
    if (variant) throw new UsageError('cli-option-for', { name: '--variant', needed: '--algorithm rtrl' })
    return withHorizon(document, options)
  }
  for (const name of ['horizon', 'every']) if (options.has(name)) throw new UsageError('cli-option-for', { name: `--${name}`, needed: '--algorithm bptt' })
  const algorithm: AlgorithmSpec = { kind: 'rtrl', variant: variant ?? (own?.kind === 'rtrl' ? (own.variant ?? 'exact') : 'exact') }
  return { ...document, training: { ...document.training, algorithm } }
}

/** Returns the document with the horizon of the command line, else its own; full BPTT if it trains otherwise. */
function withHorizon(document: GraphDocument, options: ReadonlyMap<string, OptionValue>): GraphDocument {
  const own = document.training?.algorithm
  const algorithm: AlgorithmSpec & { kind: 'bptt' } = own?.kind === 'bptt' ? { ...own } : { kind: 'bptt' }
  if (options.has('horizon')) algorithm.horizon = options.get('horizon') as number | null
  if (options.has('every')) algorithm.every = options.get('every') as number
  const { horizon, every } = algorithm
  if (typeof horizon === 'number' && every !== undefined && every > horizon)
    throw new Refused([problem('horizon-invalid', 'every-over-horizon', { horizon, every }, { path: '/training/algorithm/every' })])
  return { ...document, training: { ...document.training, algorithm } }
}

function assertFinite({ loss, gradients }: GradientResult): void {
  const wrong = Object.entries(gradients).find(([, { data }]) => data.some((g) => !Number.isFinite(g)))
  if (!wrong && Number.isFinite(loss)) return
  throw new Refused([wrong ? problem('not-finite', 'gradient-not-finite', { name: wrong[0] }) : problem('not-finite', 'loss-not-finite', {})])
}
