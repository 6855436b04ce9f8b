import { step, valueAt } from '../../engine/contract/latex'
import type { NodeType } from '../../engine/contract/node-type'
import type { Slot } from '../../engine/contract/op'
import type { Formula } from '../../engine/formula/parse'
import { bias } from '../../engine/ops/bias'
import { formulaOp } from '../../engine/ops/formula'
import { latch } from '../../engine/ops/latch'
import { multiplex } from '../../engine/ops/multiplex'
import { identity } from '../../engine/ops/project'
import {
  back,
  coefficient,
  coefficientOf,
  direction,
  emitZoned,
  initial,
  initialOf,
  isVector,
  rate,
  scaled,
  scaledLatex,
  size,
  sumOf,
  zoneout,
} from '../common'
import en from './text.en.json'
import ja from './text.ja.json'

const ONE: Formula = { text: '1', tree: { kind: 'number', value: 1 }, names: [] }

/** out(t) = decay · out(t−1) + u(t−delay): a copy of an earlier value. */
const type: NodeType = {
  type: 'context',
  symbol: 'c',
  inputs: [{ name: 'in', flow: 'signal' }],
  outputs: [{ name: 'out', flow: 'signal' }],
  parameters: [
    size,
    { name: 'delay', kind: 'number', default: 1, min: 1, max: 10_000, whole: true, unit: 'steps' },
    ...coefficient('decay', { default: 0, min: -1, max: 1 }),
    zoneout,
    initial,
    direction,
    rate,
  ],
  projection: { in: 'identity' },
  delays: true,
  letters: (node) => (isVector(node, 'decay') ? ['d'] : []),
  face: { role: 'context', shape: 'dashed', glyph: 'M4 11a5 5 0 1 1 8 0M4 11V7.5M4 11h3.5', caption: 'delay' },
  equation(node, symbol, notation) {
    const delay = back(node, typeof node.delay === 'number' ? node.delay : 1)
    const u = notation ? notation.arriving('in', delay) : `u_{${symbol}}(${step(delay)})`
    const decays = isVector(node, 'decay') || (typeof node.decay === 'number' && node.decay !== 0)
    const decay = decays ? scaledLatex(node, 'decay', 0, `d_{${symbol}}`, valueAt(symbol, back(node))) : undefined
    return `${valueAt(symbol, 0)} = ${sumOf(decay, u)}`
  },
  lower(node, emit) {
    const { id, direction } = node
    const out = emit.out('out')
    const decay = coefficientOf(node, emit, 'decay', [-1, 1])
    const start = initialOf(node, emit)
    const plain = { node: id, source: emit.arriving('in'), delay: node.number('delay'), decay: 0, initial: start, direction }
    if (typeof decay === 'number' && node.number('zoneout') === 0) {
      emit.emit(latch({ ...plain, target: out, decay }))
      return
    }
    const past = (name: string, from: number | typeof start): Slot => {
      const target = emit.slot(name)
      emit.emit(latch({ ...plain, source: out, target, delay: 1, initial: from }))
      return target
    }
    const value = emitZoned(node, emit, node.number('zoneout') === 0 ? out : past('previous', start), out)
    const arrived = decay === 0 ? value : emit.slot('arrived')
    emit.emit(latch({ ...plain, target: arrived }))
    if (decay === 0) return
    // The context outputs its initial value, without decay, until the first delayed value arrives.
    let kept = past('kept', 0)
    if (plain.delay > 1) {
      const [one, since, before] = [emit.slot('one'), emit.slot('since'), kept]
      emit.emit(formulaOp(id, ONE, [], one))
      emit.emit(latch({ ...plain, source: one, target: since, initial: 0, constant: true }))
      kept = emit.slot('decaying')
      emit.emit(multiplex(id, since, before, undefined, kept))
    }
    emit.emit(bias(id, value, undefined))
    emit.emit(identity({ node: id, source: arrived, target: value, scale: 1 }))
    emit.emit(scaled(id, decay, kept, value))
  },
}

export const context = { type, texts: { en, ja } }
