import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { openZip, writeZip } from '../../engine/archive/zip'
import { importModel, ImportError } from '../../engine/import'
import { kerasLayers } from '../../engine/import/keras'
import { carefully, isKeras, readKeras } from '../../engine/import/keras-file'
import { registry } from '../../nodes'
import { fixtures } from '../document/fixtures'
import { outputs } from './sources'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const options = { name: 'imported', nonlinearity: 'tanh' } as const
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(fixtures, 'keras', name)))
const expected = JSON.parse(readFileSync(join(fixtures, 'keras', 'expected.json'), 'utf8')) as Record<string, { x: number[][]; y: number[][] }>

// Files with the layout of Keras' sources, outputs by its equations in NumPy: test/fixtures/keras/make.py.
describe.each(Object.keys(expected))('the Keras model %s', (name) => {
  it.each(['keras', 'h5'])('gives the same from .%s', (extension) => {
    const { x, y } = expected[name]!
    const imported = importModel(read(`${name}.${extension}`), registry, options)
    const found = outputs(imported, x).flat()
    expect(found).toHaveLength(y.flat().length)
    expect(Math.max(...y.flat().map((value, i) => Math.abs(value - found[i]!)))).toBeLessThan(1e-6)
    expect(imported.parity.distance).toBeLessThan(1e-6)
  })
})

/** The archive with its configuration, or another text in it, changed. */
function reconfigured(name: string, change: (text: string) => string, inside = 'config.json'): Uint8Array {
  const files = [...openZip(read(name))].map(([file, packed]) => ({ name: file, bytes: packed.read() }))
  return writeZip(
    files.map((file) => (file.name === inside ? { ...file, bytes: Buffer.from(change(Buffer.from(file.bytes).toString('utf8'))) } : file)),
    false,
  )
}

const refusal = (bytes: Uint8Array, work = (): unknown => importModel(bytes, registry, options)): string => {
  try {
    work()
    return 'imported'
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    return error.problem.message
  }
}

describe('parts of a Keras file that Unfold does not have', () => {
  it.each([
    ['lstm.keras', '"sigmoid"', '"swish"', 'swish'],
    ['words.keras', '"output_dim"', '"mask_zero": true, "output_dim"', 'mask_zero'],
    ['cells.keras', '"GRUCell"', '"ConvLSTM1DCell"', 'RNN(ConvLSTM1DCell)'],
    ['lstm.keras', '"go_backwards": false', '"go_backwards": true', 'go_backwards'],
    ['both.keras', '"concat"', '"sum"', 'merge_mode sum'],
    ['both.keras', '"return_sequences": true', '"return_sequences": false', 'return_sequences'],
    ['lstm.keras', '"Dropout"', '"Masking"', 'Masking'],
    ['lstm.keras', '"keras_history": ["drop"', '"keras_history": ["a"', 'takes a'],
  ])('%s with %s as %s is refused, named', (name, from, to, word) => {
    expect(refusal(reconfigured(name, (text) => text.replaceAll(from, to)))).toContain(word)
  })

  it('hard_sigmoid has the slope of the version that wrote the file', () => {
    const slopes = (version: string): unknown[] => {
      const { document } = importModel(
        reconfigured('old.keras', (text) => text.replace('2.13.1', version), 'metadata.json'),
        registry,
        options,
      )
      return Object.values(document.nodes).flatMap(({ type, activation }) => (type === 'gate' ? [activation] : []))
    }
    expect(new Set(slopes('2.13.1').map((one) => JSON.stringify(one)))).toEqual(new Set(['{"formula":"min(max(0.2 * x + 0.5, 0), 1)"}']))
    expect(slopes('3.1.0')[0]).toEqual({ formula: `min(max(${1 / 6} * x + 0.5, 0), 1)` })
  })

  it('weights alone are refused', () => {
    expect(refusal(openZip(read('lstm.keras')).get('model.weights.h5')!.read())).toContain('model.save')
  })
})

it('2,000 damaged Keras files are imported, or refused with a message', () => {
  console.log(`damaged Keras files: SEED=${SEED}`)
  const random = stream(SEED, 'keras')
  const sources = ['simple.keras', 'simple.h5', 'gru-after.h5', 'both.keras'].map(read)
  let refused = 0
  for (let i = 0; i < 2_000; i++) {
    let mutant = sources[i % sources.length]!.slice()
    // If the archive is intact, its contents are damaged.
    const inside = mutant[0] === 0x50 && random.uniform() < 0.7 ? openZip(mutant) : undefined
    if (inside) mutant = inside.get('model.weights.h5')!.read().slice()
    for (let n = 1 + random.integer(4); n > 0 && mutant.length > 0; n--) {
      const at = random.integer(mutant.length)
      const how = random.integer(4)
      if (how === 0) mutant[at] = random.integer(256)
      else if (how === 1) mutant[at]! ^= 1 << random.integer(8)
      else if (how === 2 && random.uniform() < 0.3) mutant = mutant.slice(0, at)
      else mutant.set(mutant.slice(random.integer(mutant.length)).subarray(0, Math.min(8, mutant.length - at)), at)
    }
    const whole = inside
      ? writeZip(
          [...inside].map(([name, file]) => ({ name, bytes: name === 'model.weights.h5' ? mutant : file.read() })),
          false,
        )
      : mutant
    // Drawing and comparing take most of the time: only one in ten is drawn and compared.
    const answer = i % 10 === 0 ? refusal(whole) : refusal(whole, () => isKeras(whole) && carefully(() => kerasLayers(readKeras(whole))))
    if (answer !== 'imported') refused++
  }
  expect(refused).toBeGreaterThan(100)
})
