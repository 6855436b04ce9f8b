import katex from 'katex'
import { describe, expect, it } from 'vitest'
import { equationOf, equationsOf, latexOf } from '../../engine/export/latex'
import type { GraphDocument } from '../../engine/document/types'
import { stream } from '../../engine/base/random'
import { symbolsOf } from '../../engine/export/symbols'
import { registry } from '../../nodes'
import { draw } from '../documents'
import { goldenDocument, goldenNames } from '../gradients/fixtures'

const SEED = Number(process.env.SEED ?? 20_262)
const equations = (document: GraphDocument): Record<string, string> =>
  Object.fromEntries(equationsOf(document, registry).map(({ node, latex }) => [node, latex]))

describe('the network as equations', () => {
  it('names weights, delays, decays and scales as they are drawn', () => {
    const document = draw(
      { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 2 }, c: { type: 'context', size: 2, delay: 3, decay: 0.5 }, y: { type: 'output', size: 1 } },
      { W_xh: 'x → h', copy: 'h → c', W_ch: { from: 'c', to: 'h', kind: 'dense', scale: -0.5 }, W_hy: 'h → y' },
    )
    expect(equations(document)).toEqual({
      x: 'x(t) = \\text{data}(t)',
      h: 'h(t) = \\tanh\\bigl(W_{\\mathrm{xh}}\\,x(t) - 0.5\\,W_{\\mathrm{ch}}\\,c(t) + b_{h}\\bigr)',
      c: 'c(t) = 0.5\\,c(t-1) + h(t-3)',
      y: 'y(t) = W_{\\mathrm{hy}}\\,h(t) + b_{y}',
    })
  })

  it('writes a gate and a cell with their wires', () => {
    const document = draw(
      { x: { type: 'input', size: 2 }, f: { type: 'gate', bias: false }, c: { type: 'cell', direction: 'backward' }, y: { type: 'output', size: 2 } },
      { W: 'x → f.control', forget: 'f → c.forget', add: 'x → c', peep: { from: 'c.previous', to: 'f.control', kind: 'diagonal' }, out: 'c → y' },
    )
    const { f, c } = equations(document)
    expect(f).toContain('g_{f}(t) &= \\sigma\\bigl(W\\,x(t) + \\mathrm{peep} \\odot c_{c}(t+1)\\bigr)')
    expect(c).toContain('c_{c}(t) &= f(t) \\odot c_{c}(t+1) + x(t)')
  })

  it('is valid LaTeX, for every network of the gradient tests', () => {
    for (const name of goldenNames)
      expect(() => katex.renderToString(latexOf(goldenDocument(name), registry), { displayMode: true, throwOnError: true }), name).not.toThrow()
  })

  it('gives different things different symbols', () => {
    const document = draw(
      { 'h-1': { type: 'layer', size: 1 }, h_1: { type: 'layer', size: 1 }, data: { type: 'input', size: 1 }, y: { type: 'output', size: 1 } },
      { b_y: 'h_1 → y', W: 'data → h_1', 'W-1': 'data → h-1', W_1: 'h-1 → y' },
    )
    expect(equations(document)).toEqual({
      'h-1': 'h_{1}(t) = \\tanh\\bigl(W_{1}\\,\\mathrm{data}_{\\mathrm{node}}(t) + b_{h_{1}}\\bigr)',
      h_1: '\\mathrm{h\\_1}(t) = \\tanh\\bigl(W\\,\\mathrm{data}_{\\mathrm{node}}(t) + b_{\\mathrm{h\\_1}}\\bigr)',
      data: '\\mathrm{data}_{\\mathrm{node}}(t) = \\text{data}(t)',
      y: 'y(t) = \\mathrm{b\\_y}\\,\\mathrm{h\\_1}(t) + \\mathrm{W\\_1}\\,h_{1}(t) + b_{y}',
    })
  })

  it('distinguishes a gate and a cell by their inputs', () => {
    const document = draw({ f: { type: 'cell', size: 1 }, o: { type: 'gate', size: 1 } }, {})
    expect(equationOf(document, 'f', registry)).toContain('\\mathrm{f}_{\\mathrm{node}}(t) &=')
    expect(equationOf({ ...document, nodes: { f: document.nodes.o! } }, 'f', registry)).toContain('f(t) &=')
    expect(equationOf(document, 'o', registry)).toContain('\\mathrm{o}_{\\mathrm{node}}(t) &=')
  })

  it(`gives any ids symbols that look different and typeset (SEED=${SEED})`, () => {
    const random = stream(SEED, 'test/latex/ids')
    const some = <T>(list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)]!
    // The typeset letters with their places, since neither slant nor spaces distinguish symbols.
    const seen = (latex: string): string =>
      katex
        .renderToString(latex, { output: 'mathml', throwOnError: true })
        .replace(/<annotation.*<\/annotation>/, '')
        .replaceAll(/ mathvariant="[^"]*"|<\/?(?:mi|mo|mn|mtext|mrow|mstyle|semantics)\b[^>]*>|\s/g, '')
    for (let round = 0; round < 40; round++) {
      const ids = new Set(
        Array.from(
          { length: 14 },
          () =>
            some(['h', 'b', 'c', 'g', 'W', 't', 'data', 'tanh', 'y'])
            + Array.from({ length: Math.floor(random.uniform() * 4) }, () => some(['_', '-', '1', 'y', 'h'])).join(''),
        ),
      )
      const nodes = Object.fromEntries([...ids].map((id) => [id, { type: some(['layer', 'gate', 'cell', 'reservoir', 'context']), size: 1 }]))
      const wires = Object.fromEntries([...ids].reverse().map((id) => [id, { from: some([...ids]), to: some([...ids]) }]))
      const document = { ...draw(nodes, {}), edges: wires } as GraphDocument
      const { nodes: own, edges } = symbolsOf(document, registry)
      const letters = [...own].flatMap(([id, symbol]) => (registry.get(nodes[id]!.type)?.letters?.(nodes[id]!) ?? []).map((letter) => `${letter}_{${symbol}}`))
      const all = [...own.values(), ...edges.values(), ...letters]
      expect(new Set([...all, 't', '\\mathrm{data}', '\\tanh'].map(seen)).size, `round ${round}: ${[...ids].join(' ')}`).toBe(all.length + 3)
    }
  })
})
