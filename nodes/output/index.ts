import { valueAt } from '../../engine/contract/latex'
import type { NodeType } from '../../engine/contract/node-type'
import { lossNames, lossSettings } from '../../engine/kinds/losses'
import { activated, activation, biasLetters, biasOf, biasParameters, emitActivation, size } from '../common'
import en from './text.en.json'
import ja from './text.ja.json'

/** y(t) = f(net(t)), compared with the data's target; may feed other nodes (Jordan). */
const type: NodeType = {
  type: 'output',
  symbol: 'y',
  inputs: [{ name: 'in', flow: 'signal' }],
  outputs: [{ name: 'out', flow: 'signal' }],
  parameters: [
    size,
    activation('linear'),
    ...biasParameters,
    { name: 'loss', kind: 'choice', default: 'squared-error', choices: lossNames },
    ...lossSettings,
    { name: 'lossWeight', kind: 'number', default: 1, min: 0 },
    { name: 'columns', kind: 'columns' },
    { name: 'encoding', kind: 'choice', default: 'number', choices: ['number', 'one-hot'] },
    { name: 'ahead', kind: 'number', default: 0, min: 0, whole: true, unit: 'steps' },
  ],
  projection: { in: 'dense' },
  isOutput: true,
  face: { role: 'output', shape: 'box', outline: { corners: [14, 2, 2, 14], strip: 'right' }, glyph: 'M2 3v10M5 8h9M11 5l3 3-3 3', caption: 'loss' },
  letters: biasLetters,
  equation: (node, symbol, notation) => `${valueAt(symbol, 0)} = ${activated(node, symbol, 'in', 'linear', notation)}`,
  lower(node, emit) {
    emitActivation(node, emit, emit.net('in', biasOf(node, emit)), emit.out('out'))
  },
}

export const output = { type, texts: { en, ja } }
