import { step, valueAt } from '../../engine/contract/latex'
import type { NodeType } from '../../engine/contract/node-type'
import { latch } from '../../engine/ops/latch'
import { back, direction, initial, initialOf, size, sumOf } from '../common'
import en from './text.en.json'
import ja from './text.ja.json'

/** out(t) = decay · out(t−1) + u(t−delay): a copy of an earlier value. */
const type: NodeType = {
  type: 'context',
  symbol: 'c',
  inputs: [{ name: 'in', flow: 'signal' }],
  outputs: [{ name: 'out', flow: 'signal' }],
  parameters: [
    size(true),
    { name: 'delay', kind: 'number', default: 1, min: 1, max: 10_000, whole: true, unit: 'steps' },
    { name: 'decay', kind: 'number', default: 0, min: -1, max: 1 },
    initial,
    direction,
  ],
  projection: { in: 'identity' },
  delays: true,
  face: { role: 'context', shape: 'dashed', glyph: 'M4 11a5 5 0 1 1 8 0M4 11V7.5M4 11h3.5', caption: 'delay' },
  equation(node, symbol, notation) {
    const delay = back(node, typeof node.delay === 'number' ? node.delay : 1)
    const u = notation ? notation.arriving('in', delay) : `u_{${symbol}}(${step(delay)})`
    const decay = typeof node.decay === 'number' && node.decay !== 0 ? `${node.decay}\\,${valueAt(symbol, back(node))}` : undefined
    return `${valueAt(symbol, 0)} = ${sumOf(decay, u)}`
  },
  lower(node, emit) {
    emit.emit(
      latch({
        node: node.id,
        source: emit.arriving('in'),
        target: emit.out('out'),
        delay: node.number('delay'),
        decay: node.number('decay'),
        initial: initialOf(node, emit),
        direction: node.direction,
      }),
    )
  },
}

export const context = { type, texts: { en, ja } }
