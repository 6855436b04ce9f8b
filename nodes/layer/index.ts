import { valueAt } from '../../engine/contract/latex'
import type { NodeType } from '../../engine/contract/node-type'
import { activated, activation, biasLetters, biasOf, biasParameters, emitActivation, size } from '../common'
import en from './text.en.json'
import ja from './text.ja.json'

/** out(t) = f(Σ projections + b). */
const type: NodeType = {
  type: 'layer',
  symbol: 'h',
  inputs: [{ name: 'in', flow: 'signal' }],
  outputs: [{ name: 'out', flow: 'signal' }],
  parameters: [size, activation('tanh'), ...biasParameters],
  projection: { in: 'dense' },
  face: { role: 'layer', shape: 'box', glyph: 'M3 13V9M6.5 13V4M10 13V7M13.5 13V3', caption: 'activation' },
  letters: biasLetters,
  equation: (node, symbol, notation) => `${valueAt(symbol, 0)} = ${activated(node, symbol, 'in', 'tanh', notation)}`,
  lower(node, emit) {
    emitActivation(node, emit, emit.net('in', biasOf(node, emit)), emit.out('out'))
  },
}

export const layer = { type, texts: { en, ja } }
