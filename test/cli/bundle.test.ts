import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeZip } from '../../engine/archive/zip'
import { fixtures } from '../document/fixtures'
import { placeOfTest } from './terminal'

const examples = join(fixtures, '..', '..', 'examples')
const here = placeOfTest(() => {
  cpSync(join(examples, 'elman-sunspots.unfold'), join(here.folder, 'elman.unfold'))
})
const json = async (...args: string[]): Promise<unknown> => JSON.parse((await here.unfold(...args, '--json')).out)

it('a bundle runs, trains and is saved with the same numbers as the document and its table', async () => {
  mkdirSync(join(here.folder, 'elman.runs', 'runs', '0003'), { recursive: true })
  writeFileSync(join(here.folder, 'elman.runs', 'runs', '0003', 'result.json'), '{}')
  expect(await here.unfold('bundle', 'elman.unfold', '--out', 'shared.unfoldz')).toMatchObject({ status: 0 })
  expect(await here.unfold('train', 'elman.unfold', '--epochs', '2', '--out', 'alone.unfold')).toMatchObject({ status: 0 })
  // The bundle has its own data.
  writeFileSync(join(here.folder, 'sunspots.csv'), 'YEAR,SUNACTIVITY\n1,2\n')
  expect(await here.unfold('train', 'shared.unfoldz', '--epochs', '2', '--out', 'trained.unfoldz')).toMatchObject({ status: 0 })
  expect(await json('diff', 'alone.unfold', 'trained.unfoldz')).toMatchObject({ same: true })
  expect(await here.unfold('unbundle', 'trained.unfoldz', '--out', 'open')).toMatchObject({ status: 0 })
  expect(readdirSync(join(here.folder, 'open')).sort()).toEqual(['sunspots.csv', 'trained.runs', 'trained.unfold'])
  expect(existsSync(join(here.folder, 'open', 'trained.runs', 'runs', '0003', 'result.json'))).toBe(true)
  expect(readFileSync(join(here.folder, 'open', 'sunspots.csv'), 'utf8')).toBe(readFileSync(join(examples, 'sunspots.csv'), 'utf8'))
  expect(await json('run', 'open/trained.unfold')).toEqual(await json('run', 'trained.unfoldz'))
  // Nothing is overwritten.
  expect(await here.unfold('unbundle', 'trained.unfoldz', '--out', 'open')).toMatchObject({ status: 2 })
})

it('a bundle with paths outside its folder writes nothing', async () => {
  const zip = writeZip(
    [
      { name: 'document.unfold', bytes: readFileSync(join(here.folder, 'elman.unfold')) },
      { name: 'bb/stolen.csv', bytes: Buffer.from('x') },
    ],
    false,
  )
  writeFileSync(join(here.folder, 'evil.unfoldz'), Buffer.from(Buffer.from(zip).toString('latin1').replaceAll('bb/stolen', '../stolen'), 'latin1'))
  const { status, err } = await here.unfold('unbundle', 'evil.unfoldz', '--out', 'open')
  expect(status).toBe(1)
  expect(err).toContain('../stolen.csv')
  expect(existsSync(join(here.folder, 'open'))).toBe(false)
  expect(existsSync(join(here.folder, 'stolen.csv'))).toBe(false)
})
