import { largest } from '../../engine/base/lists'
import { analysisModel, analyzing, findingFixedPoints, stateOf, type FixedPoint, type SequenceAnalysis } from '../../engine/analyze'
import type { Sequence } from '../../engine/data/types'
import { rangesOf } from '../../engine/learn/evaluate/passes'
import type { Model } from '../../engine/learn/model/model'
import type { CliCommand } from '../command'
import { Refused, open, ready } from '../open'
import { withProgress } from '../progress'
import { digits, say, printProblems, type Terminal } from '../terminal'
import { UsageError, type OptionValue } from '../usage'

type Options = ReadonlyMap<string, OptionValue>

/**
 * Analyses the network over all of its data, with fixed weights: the Jacobians of its state, their
 * singular values and eigenvalues, Lyapunov exponents, the gradient flow by port and lag, and fixed points.
 */
export const analyze: CliCommand = {
  name: 'analyze',
  takes: ['FILE'],
  options: {
    sequence: { takes: 'whole', min: 0 },
    steps: { takes: 'text' },
    lags: { takes: 'whole', min: 1 },
    flow: { takes: 'nothing' },
    'fixed-points': { takes: 'nothing' },
    input: { takes: 'text' },
    starts: { takes: 'whole', min: 1 },
    seed: { takes: 'whole' },
  },
  run({ terminal, json, positional: [file], options }) {
    const steps = stepRange(options)
    const { network, dataset, warnings } = ready(open(terminal, file!), 'optional')
    printProblems(terminal, 'cli-warning', warnings)
    const sequences = chosen([...new Set(rangesOf(network.training, dataset, 'all').map(({ sequence }) => sequence))], options)
    const model = analysisModel(network)
    const lags = options.get('lags') as number | undefined
    const { size, parts } = stateOf(model.network)
    const state = parts.map(({ node, port, slot, size }) => ({ node, port, slot, size }))
    const analyses = sequences.map((sequence, i): SequenceAnalysis => {
      const pieces = analyzing(model, sequence, { ...(steps ? { steps } : {}), ...(lags === undefined ? {} : { lags }), flowOnly: options.has('flow') })
      const found = withProgress(terminal, `${i + 1}/${sequences.length}`, pieces)
      if ('code' in found) throw new Refused([found])
      return found
    })
    const points = options.has('fixed-points') ? fixedPoints(terminal, model, sequences, options) : undefined
    if (json) {
      const head = model.network.backwardInTime || options.has('flow') ? {} : { size, state }
      terminal.out(
        `{${Object.entries(head)
          .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}, `)
          .join('')}"sequences": [`,
      )
      analyses.forEach((analysis, i) => terminal.out(`${i > 0 ? ',\n' : ''}${JSON.stringify(analysis)}`))
      terminal.out(`]${points ? `, "fixedPoints": ${JSON.stringify(points)}` : ''}}\n`)
      return 0
    }
    if (!model.network.backwardInTime)
      terminal.out(
        `${say(terminal, 'cli-state', { size, parts: state.map(({ node, port, slot, size }) => `${node}.${port}${slot > 0 ? `−${slot}` : ''} ${size}`).join(', ') })}\n`,
      )
    analyses.forEach((analysis, i) => report(terminal, analysis, (options.get('sequence') as number | undefined) ?? i))
    if (points) reportPoints(terminal, points)
    return 0
  },
}

const radius = (eigenvalues: readonly (readonly [number, number])[]): number => largest([0, ...eigenvalues.map(([re, im]) => Math.hypot(re, im))])

function report(terminal: Terminal, { steps, lyapunov, flow, judged }: SequenceAnalysis, n: number): void {
  const line = (text: string): void => terminal.out(`${text}\n`)
  line(say(terminal, 'cli-sequence', { n, steps: judged.of }))
  for (const { t, singular, eigenvalues } of steps ?? [])
    line(`  ${say(terminal, 'cli-state-moment', { t, singular: digits(singular[0] ?? 0), radius: digits(radius(eigenvalues)) })}`)
  if (lyapunov && lyapunov.length > 0) line(`  ${say(terminal, 'cli-lyapunov', { exponents: lyapunov.map((e) => (e === null ? '—' : digits(e))).join('  ') })}`)
  line(`  ${say(terminal, 'cli-flow', { taken: judged.taken, of: judged.of })}`)
  for (const [port, values] of Object.entries(flow)) line(`    ${port}: ${values.map((v) => (v === null ? '—' : digits(v))).join('  ')}`)
}

function reportPoints(terminal: Terminal, points: readonly FixedPoint[]): void {
  terminal.out(`${say(terminal, 'cli-fixed-points', { count: points.length })}\n`)
  for (const { speed, fixed, stable, eigenvalues } of points) {
    const kind = say(terminal, fixed ? (stable ? 'cli-point-stable' : 'cli-point-unstable') : 'cli-point-slow')
    const unstable = eigenvalues.filter(([re, im]) => Math.hypot(re, im) >= 1).length
    terminal.out(`  ${say(terminal, 'cli-fixed-point', { kind, speed: digits(speed), radius: digits(radius(eigenvalues)), unstable })}\n`)
  }
}

/** `A..B` as the first step and the last. */
function stepRange(options: Options): [number, number] | undefined {
  const text = options.get('steps') as string | undefined
  if (text === undefined) return undefined
  const [, first, last] = /^(\d+)\.\.(\d+)$/.exec(text) ?? []
  if (first === undefined || Number(first) > Number(last)) throw new UsageError('cli-steps-range', { got: text })
  return [Number(first), Number(last)]
}

function chosen(sequences: readonly Sequence[], options: Options): readonly Sequence[] {
  const one = options.get('sequence') as number | undefined
  if (one === undefined) return sequences
  const sequence = sequences[one]
  if (!sequence) throw new UsageError('cli-sequence-missing', { got: one, count: sequences.length })
  return [sequence]
}

function fixedPoints(terminal: Terminal, model: Model, sequences: readonly Sequence[], options: Options): FixedPoint[] {
  const asked = (options.get('input') as string | undefined) ?? 'zero'
  const steps = sequences[0]?.length ?? 0
  const input = asked === 'zero' || asked === 'mean' ? asked : Number(asked)
  if (typeof input === 'number' && !(/^\d+$/.test(asked) && input < steps)) throw new UsageError('cli-input-held', { got: asked, steps })
  const starts = options.get('starts') as number | undefined
  const seed = options.get('seed') as number | undefined
  const pieces = findingFixedPoints(model, sequences, { input, ...(starts === undefined ? {} : { starts }), ...(seed === undefined ? {} : { seed }) })
  const found = withProgress(terminal, 'F(s) = s', pieces)
  if ('code' in found) throw new Refused([found])
  return found
}
