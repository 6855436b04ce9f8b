import { describe, expect, it } from 'vitest'
import { applyHunks, readRecipes } from '../../scripts/recipes.mjs'

describe('recipes', () => {
  it('are the sections with blocks that name a file', () => {
    const page =
      '# A\n\n### One\n\n```ts a/b.ts\nx\n```\n\n```diff c.ts\n+y\n z\n```\n\n```sh\nnpx vitest run t\n```\n\n### Words\n\n1. Only words.\n\n## B\n\n```ts d.ts\nn\n```\n'
    expect(readRecipes(page)).toEqual([
      {
        title: 'One',
        commands: ['npx vitest run t'],
        blocks: [
          { language: 'ts', path: 'a/b.ts', text: 'x\n' },
          { language: 'diff', path: 'c.ts', text: '+y\n z\n' },
        ],
      },
    ])
  })

  it('apply each hunk once, at its place', () => {
    expect(applyHunks('a\nb\nc\n', '+new\n b\n@@\n-c\n+d\n')).toBe('a\nnew\nb\nd\n')
    expect(() => applyHunks('a\na\n', ' a\n+b\n')).toThrow('2 places')
    expect(() => applyHunks('a\n', ' z\n+b\n')).toThrow('0 places')
  })
})
