import { step, valueAt } from '../../engine/contract/latex'
import type { NodeType } from '../../engine/contract/node-type'
import { multiplex } from '../../engine/ops/multiplex'
import { activated, activation, biasLetters, biasOf, biasParameters, emitActivation, factor, size } from '../common'
import en from './text.en.json'
import ja from './text.ja.json'

/** out = g ⊙ signal + (1 − g) ⊙ other with g = f(control). */
const type: NodeType = {
  type: 'gate',
  symbol: 'g',
  inputs: [
    { name: 'control', flow: 'gate' },
    { name: 'signal', flow: 'signal' },
    { name: 'other', flow: 'signal' },
  ],
  outputs: [
    { name: 'out', flow: 'signal' },
    { name: 'gate', flow: 'gate', aside: true },
  ],
  parameters: [size, activation('logistic'), ...biasParameters],
  projection: { control: 'dense', signal: 'identity', other: 'identity' },
  required: ['control'],
  passes: 'signal',
  face: {
    role: 'gate',
    shape: 'box',
    outline: { corners: [20, 20, 20, 20], tall: true },
    glyph: 'M8 8m-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0M8 8h.01',
    caption: 'openness',
  },
  value: (_node, symbol, port, offset) => (port === 'gate' ? `g_{${symbol}}(${step(offset)})` : valueAt(symbol, offset)),
  letters: (node) => ['g', ...biasLetters(node)],
  equation(node, symbol, notation) {
    const g = `g_{${symbol}}(t)`
    const signal = notation ? notation.arriving('signal', 0) : 's(t)'
    const other = notation ? notation.arriving('other', 0) : 'o(t)'
    const open = signal === undefined ? g : `${g} \\odot ${factor(signal)}`
    const closed = other === undefined ? '' : ` + \\bigl(1 - ${g}\\bigr) \\odot ${factor(other)}`
    return `\\begin{aligned} ${g} &= ${activated(node, symbol, 'control', 'logistic', notation)} \\\\ ${valueAt(symbol, 0)} &= ${open}${closed} \\end{aligned}`
  },
  lower(node, emit) {
    const g = emit.out('gate')
    emitActivation(node, emit, emit.net('control', biasOf(node, emit)), g)
    emit.emit(multiplex(node.id, g, emit.arriving('signal'), emit.arriving('other'), emit.out('out')))
  },
}

export const gate = { type, texts: { en, ja } }
