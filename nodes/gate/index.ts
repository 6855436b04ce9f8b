import type { NodeType } from '../../engine/contract/node-type'
import { activate } from '../../engine/ops/activate'
import { multiplex } from '../../engine/ops/multiplex'
import type { Activation } from '../../engine/document/types'
import { activation, biasOf, biasParameters, latexId, size, symbol } from '../common'

/** out = g ⊙ signal + (1 − g) ⊙ other with g = f(control). */
export const gate: NodeType = {
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
  parameters: [size(true), activation('logistic'), ...biasParameters],
  projection: { control: 'dense', signal: 'identity', other: 'identity' },
  required: ['control'],
  face: { role: 'gate', shape: 'lens', glyph: 'M8 8m-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0M8 8h.01', caption: 'openness' },
  equation: (node, id) =>
    `\\begin{aligned} g_{${latexId(id)}}(t) &= ${symbol(node.activation, 'logistic')}\\bigl(\\mathrm{net}_{${latexId(id)}}(t)${node.bias === false ? '' : ` + b_{${latexId(id)}}`}\\bigr) \\\\ ${latexId(id)}(t) &= g_{${latexId(id)}}(t) \\odot s(t) + \\bigl(1 - g_{${latexId(id)}}(t)\\bigr) \\odot o(t) \\end{aligned}`,
  lower(node, emit) {
    const g = emit.out('gate')
    emit.emit(activate(node.id, node.text('activation') as Activation, emit.net('control', biasOf(node, emit)), g))
    emit.emit(multiplex(node.id, g, emit.arriving('signal'), emit.arriving('other'), emit.out('out')))
  },
}
