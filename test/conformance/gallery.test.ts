import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serializeDocument } from '../../engine/document/serialize'
import { wordsOf } from '../../renderer/document/translated'
import { boxOf } from '../../renderer/drawing/geometry'
import { grouped } from '../../renderer/workspace/galleryGroups'
import { registry } from '../../nodes'
import { exampleNames, folder, readExample } from '../reproduce/examples'
import { reach } from '../reproduce/reach'

const names = exampleNames()

describe.each(names)('%s', (name) => {
  const { document, expect: expected } = readExample(name)

  it('is written as the app writes it', () => {
    expect(readFileSync(join(folder, `${name}.unfold`), 'utf8')).toBe(serializeDocument(document))
  })

  it('has a description with its model, data and result', () => {
    const { description = '' } = document
    expect(description).toMatch(/^# .+\n\n[^#\n]{80,}/)
    for (const heading of ['**Data.**', '**Result.**']) expect(description).toContain(heading)
    expect(description).not.toContain('undefined')
  })

  it('has the same description in Japanese, with the same numbers', () => {
    const { name = '', description = '' } = wordsOf(document, 'ja')
    expect(name).not.toBe('')
    expect(description).toMatch(/[\u3040-\u30ff]/)
    expect(description.split('\n')[0]).toBe(`# ${name}`)
    // One digit may be a word in the other language.
    const numbers = (text: string): Set<string> => new Set(text.match(/\d+(?:[.,]\d+)*/g)?.filter((number) => number.length > 1))
    expect(numbers(description)).toEqual(numbers(document.description ?? ''))
  })

  it('is laid out: every node has a place, and none overlap', () => {
    const boxes = Object.entries(document.nodes).map(([id, { type }]) => {
      const { x, y } = document.view!.nodes![id]!
      const { width, height, above, below } = boxOf(registry.get(type))
      return { id, left: x, right: x + width, top: y - above, bottom: y + height + below }
    })
    const overlapping = boxes.flatMap((a, i) =>
      boxes
        .slice(i + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map((b) => [a.id, b.id]),
    )
    expect(overlapping).toEqual([])
  })

  it.skipIf(expected.slow)('trains, without a warning, to the result that it states', () => {
    const { short } = expected
    const { value, warnings } = reach(short ? { ...document, training: { ...document.training, epochs: short.epochs } } : document, {
      ...expected,
      until: undefined,
    })
    const { atMost = Infinity, atLeast = -Infinity } = short ?? expected
    expect(warnings.map(({ code }) => code).filter((code) => !expected.warnings?.includes(code))).toEqual([])
    expect(value).toBeLessThanOrEqual(atMost)
    expect(value).toBeGreaterThanOrEqual(atLeast)
    expect(Number.isFinite(atMost) || Number.isFinite(atLeast)).toBe(true)
  })
})

describe('the gallery', () => {
  it('is in groups, from simple to complex', () => {
    const groups = grouped(names.toReversed().map((name) => ({ file: `${name}.unfold`, document: readExample(name).document })))
    expect(groups.flatMap(([, members]) => members)).toHaveLength(names.length)
    expect(groups[0]![0]).toBe('models')
    expect(groups[0]![1][0]!.file).toBe('feed-forward-window.unfold')
  })

  it('puts a document without a place last', () => {
    const entries = ['b', 'a', 'elman-sunspots'].map((name) => ({
      file: `${name}.unfold`,
      document: { ...readExample('elman-sunspots').document, ...(name === 'elman-sunspots' ? {} : { extensions: {} }) },
    }))
    expect(grouped(entries)[0]![1].map(({ file }) => file)).toEqual(['elman-sunspots.unfold', 'a.unfold', 'b.unfold'])
  })
})
