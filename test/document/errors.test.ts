import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { problemCodes } from '../../engine/base/problem'
import { limits } from '../../engine/document/limits'
import { MAXIMUM_CELLS } from '../../engine/data/table'

const root = join(import.meta.dirname, '..', '..')
const page = readFileSync(join(root, 'docs', 'errors.md'), 'utf8')
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [code, ...rest] = section.split('\n')
      return [code!, rest.join('\n').split(/^## /m)[0]!.trim()] as const
    }),
)

function* sources(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* sources(path)
    else if (name.endsWith('.ts')) yield readFileSync(path, 'utf8')
  }
}

describe('docs/errors.md', () => {
  it('has a paragraph for every code, and no others', () => {
    expect([...sections.keys()].sort()).toEqual([...problemCodes].sort())
    for (const [code, text] of sections) expect(text.length, code).toBeGreaterThan(60)
  })

  it('has only codes that the engine can return', () => {
    const code = ['engine', 'nodes', 'cli'].flatMap((folder) => [...sources(join(root, folder))]).join('\n')
    // One occurrence is its declaration; another must create it.
    for (const name of problemCodes) expect(code.split(`'${name}'`).length - 1, name).toBeGreaterThan(1)
  })

  it('states the actual limits', () => {
    const text = sections.get('limit-exceeded')!
    for (const limit of [limits.nodes, limits.edges, limits.size, limits.values, limits.otherValues, limits.tensors, MAXIMUM_CELLS])
      expect(text).toContain(limit.toLocaleString('en-US'))
    expect(text).toContain(`${limits.textLength / 2 ** 20} MiB`)
    expect(text).toContain(`${limits.documentText / 2 ** 20} MiB the text of a document`)
    expect(text).toContain(`${limits.nesting} levels`)
    expect(text).toContain(`${limits.parameters / 1e6} million parameters`)
  })
})
