import { step, valueAt } from '../../engine/contract/latex'
import type { NodeType } from '../../engine/contract/node-type'
import { carousel } from '../../engine/ops/carousel'
import { latch } from '../../engine/ops/latch'
import { activation, applied, back, direction, emitActivation, emitZoned, factor, initial, initialOf, rate, size, sumOf, zoneout } from '../common'
import en from './text.en.json'
import ja from './text.ja.json'

/** state(t) = forget(t) ⊙ state(t−1) + in(t), out(t) = f(state(t)): the constant error carousel. */
const type: NodeType = {
  type: 'cell',
  symbol: 'cell',
  inputs: [
    { name: 'in', flow: 'signal' },
    { name: 'forget', flow: 'gate' },
  ],
  outputs: [
    { name: 'out', flow: 'signal' },
    { name: 'state', flow: 'state', aside: true },
    { name: 'previous', flow: 'state', aside: true },
  ],
  parameters: [size, activation('tanh'), zoneout, initial, direction, rate],
  projection: { in: 'identity', forget: 'identity' },
  delays: true,
  face: { role: 'cell', shape: 'carousel', glyph: 'M12.5 6A5 5 0 1 0 13 9M13 3v3.5H9.5', caption: 'state' },
  value: (node, symbol, port, offset) =>
    port === 'out' ? valueAt(symbol, offset) : `c_{${symbol}}(${step(port === 'previous' ? offset + back(node) : offset)})`,
  letters: () => ['c'],
  equation(node, symbol, notation) {
    const c = `c_{${symbol}}`
    const forget = notation ? notation.arriving('forget', 0) : 'f(t)'
    const added = notation ? notation.arriving('in', 0) : 'i(t)'
    const kept = `${forget === undefined ? '' : `${factor(forget)} \\odot `}${c}(${step(back(node))})`
    const out = applied(node, 'tanh', `${c}(t)`)
    return `\\begin{aligned} ${c}(t) &= ${sumOf(kept, added)} \\\\ ${valueAt(symbol, 0)} &= ${out} \\end{aligned}`
  },
  lower(node, emit) {
    const state = emit.out('state')
    const previous = emit.out('previous')
    emit.emit(latch({ node: node.id, source: state, target: previous, delay: 1, decay: 0, initial: initialOf(node, emit), direction: node.direction }))
    emit.emit(carousel(node.id, previous, emit.arriving('forget'), emit.arriving('in'), emitZoned(node, emit, previous, state)))
    emitActivation(node, emit, state, emit.out('out'))
  },
}

export const cell = { type, texts: { en, ja } }
