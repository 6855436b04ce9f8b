import { step, valueAt } from '../../engine/contract/latex'
import type { NodeType } from '../../engine/contract/node-type'
import { bias } from '../../engine/ops/bias'
import { latch } from '../../engine/ops/latch'
import { identity } from '../../engine/ops/project'
import { reset, spike } from '../../engine/ops/spike'
import { coefficient, coefficientOf, isVector, rate, scaled, scaledLatex, size, sumOf } from '../common'
import en from './text.en.json'
import ja from './text.ja.json'

const SURROGATE = { height: 0.3, width: 1 } as const

/**
 * A spiking unit that leaks, resets and adapts (Bellec et al. 2020): a(t) = ρ·a(t−1) + z(t−1); v(t) = α·v(t−1) + in(t) −
 * θ·z(t−1); z(t) = 1 if v(t) − θ − β·a(t) > 0, else 0. Before the first step all are 0.
 */
const type: NodeType = {
  type: 'neuron',
  symbol: 'n',
  inputs: [{ name: 'in', flow: 'signal' }],
  outputs: [
    { name: 'out', flow: 'signal' },
    { name: 'potential', flow: 'state', aside: true },
  ],
  parameters: [
    size,
    ...coefficient('decay', { default: 0.9, min: 0, max: 1 }),
    { name: 'threshold', kind: 'number', default: 1, min: 0, aboveMin: true },
    { name: 'adaptation', kind: 'number', default: 0, min: 0 },
    ...coefficient('adaptationDecay', { default: 0.97, min: 0, max: 1 }),
    {
      name: 'surrogate',
      kind: 'parts',
      parts: [
        { name: 'height', default: SURROGATE.height, min: 0 },
        { name: 'width', default: SURROGATE.width, min: 0, aboveMin: true },
      ],
    },
    rate,
  ],
  projection: { in: 'dense' },
  face: { role: 'cell', shape: 'box', glyph: 'M2 11h3l1-8 1.5 11L9 11h2l1-4 1 4h1', caption: 'threshold' },
  value: (_node, symbol, port, offset) => (port === 'potential' ? `v_{${symbol}}(${step(offset)})` : valueAt(symbol, offset)),
  letters: (node) => ['v', 'a', ...(isVector(node, 'decay') ? ['\\alpha'] : []), ...(isVector(node, 'adaptationDecay') ? ['\\rho'] : [])],
  equation(node, symbol, notation) {
    const number = (name: string, standard: number): number => (typeof node[name] === 'number' ? node[name] : standard)
    const [theta, beta] = [number('threshold', 1), number('adaptation', 0)]
    const v = `v_{${symbol}}`
    const a = `a_{${symbol}}`
    const net = notation ? notation.arriving('in', 0) : `\\mathrm{net}_{${symbol}}(t)`
    const before = valueAt(symbol, -1)
    const rows = [
      ...(beta === 0 ? [] : [`${a}(t) &= ${scaledLatex(node, 'adaptationDecay', 0.97, `\\rho_{${symbol}}`, `${a}(t-1)`)} + ${before}`]),
      `${v}(t) &= ${sumOf(scaledLatex(node, 'decay', 0.9, `\\alpha_{${symbol}}`, `${v}(t-1)`), net)} - ${theta === 1 ? '' : `${theta}\\,`}${before}`,
      `${valueAt(symbol, 0)} &= \\operatorname{step}\\bigl(${v}(t) - ${theta}${beta === 0 ? '' : ` - ${beta}\\,${a}(t)`}\\bigr)`,
    ]
    return `\\begin{aligned} ${rows.join(' \\\\ ')} \\end{aligned}`
  },
  lower(node, emit) {
    const { id } = node
    const z = emit.out('out')
    const v = emit.out('potential')
    const theta = node.number('threshold')
    const beta = node.number('adaptation')
    const kept = { node: id, delay: 1, decay: 0, initial: 0, direction: 'forward' } as const
    const [before, spiked] = [emit.slot('previous'), emit.slot('spiked')]
    emit.emit(latch({ ...kept, source: v, target: before }))
    emit.emit(latch({ ...kept, source: z, target: spiked }))
    const net = emit.arriving('in')
    emit.emit(bias(id, v, undefined))
    emit.emit(scaled(id, coefficientOf(node, emit, 'decay', [0, 1]), before, v))
    if (net) emit.emit(identity({ node: id, source: net, target: v, scale: 1 }))
    emit.emit(reset(id, spiked, v, -theta))
    let adaptation
    if (beta !== 0) {
      adaptation = emit.slot('adaptation')
      const past = emit.slot('adapted')
      emit.emit(latch({ ...kept, source: adaptation, target: past }))
      emit.emit(bias(id, adaptation, undefined))
      emit.emit(scaled(id, coefficientOf(node, emit, 'adaptationDecay', [0, 1]), past, adaptation))
      emit.emit(identity({ node: id, source: spiked, target: adaptation, scale: 1 }))
    }
    const { height, width } = { ...SURROGATE, ...(node.spec.surrogate as Partial<Record<keyof typeof SURROGATE, number>> | undefined) }
    emit.emit(spike({ node: id, potential: v, adaptation, threshold: theta, strength: beta, height: height / theta, width: theta * width }, z))
  },
}

export const neuron = { type, texts: { en, ja } }
