import { expect, it } from 'vitest'
import { compiled, draw } from '../documents'

const problems = (nodes: { h?: string; g?: string }, edges: { a?: string; b?: string }) => {
  const shares = (owner: string | undefined) => (owner === undefined ? {} : { shares: owner })
  const document = draw(
    {
      x: { type: 'input', size: 2 },
      h: { type: 'layer', size: 2, ...shares(nodes.h) },
      g: { type: 'layer', size: 2, ...shares(nodes.g) },
      y: { type: 'output', size: 1 },
    },
    { a: { from: 'x', to: 'h', ...shares(edges.a) }, b: { from: 'h', to: 'g', ...shares(edges.b) }, c: 'g → y' },
    { version: 2 },
  )
  return compiled(document).errors.map(({ path, message }) => `${path} ${message}`)
}

it('sharing in a circle is reported, and no remedy names the element itself', () => {
  const circle = (one: string, other: string): string =>
    `${one} and ${other} each share the parameter of the other, so neither has one of its own. Remove “shares” of one of them.`
  expect(problems({}, { a: 'b', b: 'a' })).toEqual([`/edges/a/shares ${circle('a', 'b')}`, `/edges/b/shares ${circle('b', 'a')}`])
  expect(problems({ h: 'g', g: 'h' }, {})).toEqual([`/nodes/h/shares ${circle('h', 'g')}`, `/nodes/g/shares ${circle('g', 'h')}`])
  expect(problems({ h: 'g' }, { b: 'a' })).toEqual([])
})
