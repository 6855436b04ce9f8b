import katex from 'katex'
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { equationsOf, latexOf } from '../../engine/export/latex'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { draw } from '../documents'

const folder = new URL('../fixtures/gradients/', import.meta.url)
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

  it('writes a gate and a cell with what is wired into them', () => {
    const document = draw(
      { x: { type: 'input', size: 2 }, f: { type: 'gate', bias: false }, c: { type: 'cell', direction: 'backward' }, y: { type: 'output', size: 2 } },
      { W: 'x → f.control', forget: 'f → c.forget', add: 'x → c', peep: { from: 'c.previous', to: 'f.control', kind: 'diagonal' }, out: 'c → y' },
    )
    const { f, c } = equations(document)
    expect(f).toContain('g_{f}(t) &= \\sigma\\bigl(W\\,x(t) + \\mathrm{peep} \\odot c_{c}(t+1)\\bigr)')
    expect(c).toContain('c_{c}(t) &= f(t) \\odot c_{c}(t+1) + x(t)')
  })

  it('is LaTeX that typesets, for every network of the gradient tests', () => {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.unfold'))) {
      const document = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as GraphDocument
      expect(() => katex.renderToString(latexOf(document, registry), { displayMode: true, throwOnError: true }), file).not.toThrow()
    }
  })
})
