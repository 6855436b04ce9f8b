import { publicProblem } from '../engine/base/problem'
import type { AlgorithmSpec } from '../engine/document/types'
import type { GradientCheck } from '../engine/learn/check/gradient-check'
import { digits, say, printProblems, type Terminal } from './terminal'

/** Returns what `check --gradients --json` prints under `gradients`. */
export function gradientJson(check: GradientCheck): unknown {
  const { rtrlMissing, differencesMissing, ...rest } = check
  return { ...rest, rtrlMissing: rtrlMissing && publicProblem(rtrlMissing), differencesMissing: differencesMissing && publicProblem(differencesMissing) }
}

/** Prints the result of the gradient check as text. */
export function printGradients(terminal: Terminal, check: GradientCheck): void {
  const { checked, parameters, rtrlMissing, differencesMissing, angles } = check
  const line = (text: string): void => terminal.out(`${text}\n`)
  const number = (value: number | null): string => (value === null ? '—' : digits(value))
  const { drawn, ...counts } = checked
  line(say(terminal, 'cli-check-of', counts))
  if (drawn) line(say(terminal, 'cli-check-drawn'))
  for (const missing of [rtrlMissing, differencesMissing]) if (missing) printProblems(terminal, 'cli-warning', [missing])
  line(say(terminal, 'cli-check-distances'))
  for (const p of parameters) {
    const verdict = say(terminal, p.agrees ? 'cli-check-agrees' : 'cli-check-differs')
    const short = (value: number | null): string => (value === null ? '—' : value.toExponential(1))
    line(
      say(terminal, 'cli-check-parameter', {
        verdict,
        name: p.name,
        shape: p.shape.join(', '),
        norm: digits(p.norm),
        rtrl: short(p.rtrl),
        differences: short(p.differences),
      }),
    )
    if (p.worst) {
      const { index, bptt, rtrl, differences } = p.worst
      line(say(terminal, 'cli-check-worst', { index, bptt: number(bptt), rtrl: number(rtrl), differences: number(differences) }))
    }
  }
  for (const { algorithm, cosine, exact } of angles)
    line(say(terminal, 'cli-check-angle', { algorithm: nameOf(algorithm), cosine: exact ? '1' : cosine === null ? '—' : cosine.toFixed(4) }))
  const wrong = parameters.filter((p) => !p.agrees).map((p) => p.name)
  line(wrong.length === 0 ? say(terminal, 'cli-check-all') : say(terminal, 'cli-check-wrong', { names: wrong.join(', ') }))
}

function nameOf(algorithm: AlgorithmSpec): string {
  if (algorithm.kind === 'rtrl') return algorithm.variant ?? 'exact'
  return algorithm.kind === 'bptt' ? `BPTT(${algorithm.horizon ?? '∞'}; ${algorithm.every ?? 1})` : algorithm.kind
}
