import { expect, it } from 'vitest'
import { compiled, draw } from '../documents'

it('a reference to nothing is reported without an empty name in the sentence', () => {
  const messages = compiled(
    draw(
      { x: { type: 'input', size: 1 }, z: { type: '' }, y: { type: 'output', size: 1 } },
      { a: { from: 'x', to: 'y' }, b: { from: '', to: 'y' }, c: { from: 'x', to: '.in' } },
    ),
  ).errors.map(({ message }) => message)
  expect(messages).toHaveLength(3)
  expect(messages.join(' ')).toMatch(/Node z has an empty type.*Edge b does not name the node.*Edge c does not name the node/)
})
