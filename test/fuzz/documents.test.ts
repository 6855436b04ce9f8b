import { afterAll, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { compile } from '../../engine/compile'
import { dataSizes, prepareData, readData } from '../../engine/data'
import { parseDocument } from '../../engine/document/parse'
import { serializeDocument } from '../../engine/document/serialize'
import { gradient } from '../../engine/learn/check/gradient'
import { Model } from '../../engine/learn/model/model'
import { registry } from '../../nodes'
import type { ProblemCode } from '../../engine/base/problem'
import { documents } from '../document/fixtures'
import { sunspots } from '../cli/terminal'
import { mutateExtremes } from './extremes'
import { mutateNetwork, mutateStructure, mutateText } from './mutate'

const COUNT = Number(process.env.COUNT ?? 2_000)
const seed = Number(process.env.SEED ?? 20_260_101)
const csv = `YEAR,SUNACTIVITY\n${Array.from({ length: 40 }, (_, i) => `${1700 + i},${(i * 37) % 101}`).join('\n')}\n`
const sources = [...documents('gradients'), ...documents('invalid')].map((d) => d.text).concat(JSON.stringify(sunspots))
const tally = { loaded: 0, refused: 0, slowest: 0, codes: new Map<ProblemCode, number>() }

/** Takes a document through all stages between its text and training. */
function digest(text: string): void {
  const parsed = parseDocument(text, registry)
  expect(parsed.document === undefined).toBe(parsed.errors.length > 0)
  let errors = parsed.errors
  if (parsed.document) {
    const { document } = parsed
    const written = serializeDocument(document)
    expect(serializeDocument(parseDocument(written, registry).document!)).toBe(written)
    const data = readData(document, { text: (path) => (path === 'sunspots.csv' ? csv : undefined) })
    const compiled = compile(document, registry, dataSizes(document, registry, data))
    const prepared = prepareData(document, registry, compiled, data)
    errors = prepared.errors
    const { network, parameterCount } = compiled
    const { dataset } = prepared
    expect(dataset === undefined || network === undefined).toBe(errors.length > 0)
    if (network && dataset && parameterCount.trainable + parameterCount.fixed < 20_000 && network.longestDelay < 1_000) {
      const result = gradient(new Model(network, { precision: 'float64' }), dataset.train, {
        horizon: network.backwardInTime ? null : 3,
        every: network.backwardInTime ? null : 2,
        recompute: false,
      })
      if ('gradients' in result) expect(Object.keys(result.gradients).length).toBe(network.parameters.filter((p) => p.trainable).length)
      else errors = [result]
    }
  }
  for (const { code, message, path } of errors) {
    tally.codes.set(code, (tally.codes.get(code) ?? 0) + 1)
    expect(message.length).toBeGreaterThan(10)
    expect(path === '' || path.startsWith('/')).toBe(true)
  }
  if (errors.length > 0) tally.refused++
  else tally.loaded++
}

it(`${COUNT} mutated documents load or are refused with a code (SEED=${seed})`, { timeout: 300_000 }, () => {
  const random = stream(seed, 'fuzz')
  for (let n = 0; n < COUNT; n++) {
    const source = sources[random.integer(sources.length)]!
    const mutate = [mutateNetwork, mutateNetwork, mutateNetwork, mutateStructure, mutateText, mutateExtremes][random.integer(6)]!
    const text = mutate(source, random)
    const began = performance.now()
    try {
      digest(text)
    } catch (error) {
      throw new Error(`document ${n} of SEED=${seed}: ${error instanceof Error ? error.stack : String(error)}\n${text.slice(0, 20_000)}`, { cause: error })
    }
    tally.slowest = Math.max(tally.slowest, performance.now() - began)
  }
  // Mutations that never load, or never fail, would test nothing.
  expect(tally.loaded).toBeGreaterThan(COUNT / 20)
  expect(tally.refused).toBeGreaterThan(COUNT / 4)
  expect(tally.codes.size).toBeGreaterThan(12)
})

afterAll(() => {
  const codes = [...tally.codes]
    .sort((a, b) => b[1] - a[1])
    .map(([code, count]) => `${code} ${count}`)
    .join(', ')
  process.stdout.write(`${tally.loaded} loaded, ${tally.refused} refused; slowest ${tally.slowest.toFixed(0)} ms; ${codes}\n`)
})
