import { valueAt } from '../../engine/contract/latex'
import type { NodeType } from '../../engine/contract/node-type'
import { size } from '../common'
import en from './text.en.json'
import ja from './text.ja.json'

/** A signal from the data, one vector per step. */
const type: NodeType = {
  type: 'input',
  symbol: 'x',
  inputs: [],
  outputs: [{ name: 'out', flow: 'signal' }],
  parameters: [
    size,
    { name: 'columns', kind: 'columns' },
    { name: 'encoding', kind: 'choice', default: 'number', choices: ['number', 'one-hot'] },
    { name: 'window', kind: 'window' },
  ],
  projection: {},
  isInput: true,
  face: { role: 'input', shape: 'box', outline: { corners: [2, 14, 14, 2] }, glyph: 'M2 8h9M8 5l3 3-3 3M14 3v10', caption: 'columns' },
  equation: (_node, symbol) => `${valueAt(symbol, 0)} = \\text{data}(t)`,
  lower() {
    // The program fills its output slot from the data before each run.
  },
}

export const input = { type, texts: { en, ja } }
