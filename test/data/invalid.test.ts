import { describe, expect, it } from 'vitest'
import { compile } from '../../engine/compile'
import { buildDataset, dataSizes, readData } from '../../engine/data'
import { parseDocument } from '../../engine/document/parse'
import { registry } from '../../nodes'
import type { Problem } from '../../engine/base/problem'
import { documents, expected } from '../document/fixtures'

/** All problems of a document, from all stages. */
function problems(text: string): readonly Problem[] {
  const { document, errors } = parseDocument(text, registry)
  if (!document) return errors
  const data = readData(document, { text: () => undefined })
  const compiled = compile(document, registry, dataSizes(document, registry, data))
  const built = compiled.network ? buildDataset(document, registry, compiled.sizes, data).errors : data.errors
  return [...compiled.errors, ...built]
}

describe('a document that is wrong', () => {
  it.each(documents('invalid'))('$name is refused, naming the place of the error', ({ name, text }) => {
    const { code, names } = expected('invalid', name) as { code: string; names: string[] }
    const found = problems(text).filter((p) => p.code === code)
    expect(problems(text).map((p) => p.code)).toEqual([code])
    for (const id of names) expect([...found[0]!.nodes, ...found[0]!.edges]).toContain(id)
    expect(found[0]!.message).toMatch(/\.$|\?$/)
  })
})

describe('a document that is right', () => {
  it.each(documents('gradients'))('$name has no problems', ({ text }) => {
    expect(problems(text)).toEqual([])
  })
})
