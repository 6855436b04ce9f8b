import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compile } from '../../engine/compile'
import { parseDocument } from '../../engine/document/parse'
import { forecast } from '../../engine/forecast/forecast'
import { Model } from '../../engine/learn/model/model'
import { registry } from '../../nodes'
import { inlineSequences } from '../gradients/sequences'
import { dataset } from '../learn/helpers'

const folder = new URL('../fixtures/forecast/', import.meta.url)
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.unfold'))
  .map((file) => file.slice(0, -7))

describe.each(names)('forecast of %s', (name) => {
  const { document, errors } = parseDocument(readFileSync(new URL(`${name}.unfold`, folder), 'utf8'), registry)
  it('matches an independent implementation', () => {
    expect(errors).toEqual([])
    const { steps, sequences } = JSON.parse(readFileSync(new URL(`${name}.expected.json`, folder), 'utf8')) as {
      steps: number
      sequences: Record<string, number[][]>[]
    }
    const model = new Model(compile(document!, registry).network!, { precision: 'float64' })
    const data = inlineSequences(document!)
    sequences.forEach((wanted, s) => {
      const found = forecast(model, dataset(data), data[s]!, { steps })
      if ('code' in found) throw new Error(found.message)
      expect(Object.keys(found.values).sort()).toEqual(Object.keys(wanted).sort())
      for (const [id, rows] of Object.entries(wanted)) {
        expect(found.values[id]).toHaveLength(rows.flat().length)
        rows.flat().forEach((value, i) => {
          if (!(Math.abs(found.values[id]![i]! - value) <= 1e-9)) expect.fail(`${id}(${i}) of sequence ${s}: ${found.values[id]![i]} instead of ${value}`)
        })
      }
    })
  })
})
