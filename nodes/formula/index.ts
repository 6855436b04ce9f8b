import { readFormula } from '../../engine/contract/formula'
import { valueAt } from '../../engine/contract/latex'
import type { NodeType } from '../../engine/contract/node-type'
import type { NodeSpec } from '../../engine/document/types'
import { formulaLatex } from '../../engine/formula/latex'
import { isFault, type Formula } from '../../engine/formula/parse'
import { formulaOp } from '../../engine/ops/formula'
import { factor, size } from '../common'
import en from './text.en.json'
import ja from './text.ja.json'

const STANDARD = 'a * b'

/** Returns the formula of a node; for an invalid one, the number 0, without names. */
function formulaOf({ formula = STANDARD }: NodeSpec): Formula {
  const found = readFormula(String(formula))
  return isFault(found) ? { text: '', tree: { kind: 'number', value: 0 }, names: [] } : found
}

const made = new Map<string, NodeType>()

/** Returns the type of a node with this formula, whose names are the input ports. */
function typeOf(spec: NodeSpec): NodeType {
  const formula = formulaOf(spec)
  let found = made.get(formula.text)
  if (!found) {
    found = {
      ...common,
      inputs: formula.names.map((name) => ({ name, flow: 'signal' })),
      projection: Object.fromEntries(formula.names.map((name) => [name, 'identity'])),
      lower(node, emit) {
        emit.emit(
          formulaOp(
            node.id,
            formula,
            formula.names.map((name) => emit.arriving(name)),
            emit.out('out'),
          ),
        )
      },
    }
    if (made.size > 1000) made.clear()
    made.set(formula.text, found)
  }
  return found
}

/** out(t) = a formula of the sums that arrive at its input ports; an unwired port has the value 0. */
const common: NodeType = {
  type: 'formula',
  symbol: 'm',
  inputs: [],
  outputs: [{ name: 'out', flow: 'signal' }],
  parameters: [{ name: 'formula', kind: 'formula', default: STANDARD }, size],
  projection: {},
  face: { role: 'gate', shape: 'box', glyph: 'M10 3.5C8 2 7 4 6.7 6L5.6 11C5.2 13 4 13.6 2.8 12.8M4.5 7H9M9.5 8.5l4 4.5M13.5 8.5l-4 4.5', caption: 'formula' },
  of: typeOf,
  equation(node, symbol, notation) {
    const { tree } = formulaOf(node)
    return `${valueAt(symbol, 0)} = ${formulaLatex(tree, (name) => (notation ? factor(notation.arriving(name, 0) ?? '0') : `${name.length === 1 ? name : `\\mathrm{${name.replaceAll('_', '\\_')}}`}(t)`))}`
  },
  lower(node, emit) {
    typeOf(node.spec).lower(node, emit)
  },
}

const type: NodeType = { ...typeOf({ type: 'formula' }), of: typeOf }

export const formula = { type, texts: { en, ja } }
