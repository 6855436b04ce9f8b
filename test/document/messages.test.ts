import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { archiveEn } from '../../engine/base/messages/archive.en'
import { cliEn } from '../../engine/base/messages/cli.en'
import { dataEn } from '../../engine/base/messages/data.en'
import { documentEn } from '../../engine/base/messages/document.en'
import { en, type MessageKey } from '../../engine/base/messages/en'
import { engineEn } from '../../engine/base/messages/engine.en'
import { format } from '../../engine/base/messages/format'
import { importEn } from '../../engine/base/messages/import.en'
import { ja } from '../../engine/base/messages/ja'
import { networkEn } from '../../engine/base/messages/network.en'
import { scoresEn } from '../../engine/base/messages/scores.en'
import { settingsEn } from '../../engine/base/messages/settings.en'
import { streamEn } from '../../engine/base/messages/stream.en'
import { sweepEn } from '../../engine/base/messages/sweep.en'
import { tableEn } from '../../engine/base/messages/table.en'

const keys = Object.keys(en) as MessageKey[]
const holes = (text: string): string[] => [...text.matchAll(/\{([\w-]+)(?:\|[^}]*)?\}/g)].map((m) => m[1]!).sort()

describe('the messages', () => {
  it('of all areas have keys of their own', () => {
    const areas = [archiveEn, cliEn, dataEn, documentEn, engineEn, importEn, networkEn, scoresEn, settingsEn, streamEn, sweepEn, tableEn].flatMap((area) =>
      Object.keys(area),
    )
    expect([...areas].sort()).toEqual([...keys].sort())
    expect(new Set(areas).size).toBe(areas.length)
  })

  it.each(keys)('%s says the same in English and Japanese', (key) => {
    expect(Object.keys(ja)).toContain(key)
    expect([...new Set(holes(ja[key]))]).toEqual([...new Set(holes(en[key]))])
    expect(ja[key]).not.toBe(en[key])
  })

  it.each(keys.filter((key) => !key.startsWith('cli-usage')))('%s has Japanese punctuation in Japanese', (key) => {
    expect(ja[key].replaceAll(/\(0: なし\)|\(h; h′\)/g, '')).not.toMatch(
      /[\u3040-\u30ff\u4e00-\u9fff」] ?\(|[\u3040-\u30ff\u4e00-\u9fff」]:|\)[ ]?[\u3040-\u30ff\u4e00-\u9fff]/,
    )
  })

  it('agree in number', () => {
    const table = (rows: number, columns: number): string => format('en', 'cli-table', { name: 'a.csv', rows, columns })
    expect([table(1, 2), table(2, 1)]).toEqual(['a.csv: 1 row, 2 columns', 'a.csv: 2 rows, 1 column'])
    // These messages are about limits and other counts above one.
    const many = new Set(['formula-characters', 'formula-nodes', 'formula-depth', 'sweep-best', 'engine-ended'])
    const nouns =
      'arguments|categories|cells|classes|columns|edges|entries|epochs|inputs|lines|nodes|numbers|parameters|paths|rows|runs|sequences|steps|units|updates|values|weights'
    const wrong = new RegExp(String.raw`\b1 (?:(?!of |in |on |is |has |gives |shares )[a-z]+ )?(?:${nouns})\b`)
    const counted = keys.filter((key) => !many.has(key) && !holes(en[key]).includes('limit'))
    const ones = counted.map((key) => format('en', key, Object.fromEntries(holes(en[key]).map((name) => [name, 1]))))
    expect(ones.filter((text) => wrong.test(text))).toEqual([])
  })

  it('name a key of the document as the file writes it, or as the window calls it', () => {
    expect(format('en', 'table-header-numbers', { path: 'a.csv', line: 1 })).toContain('set “header” to 0')
    expect(format('en', 'table-header-numbers', { path: 'a.csv', line: 1, 'key-header': 'Header line' })).toContain('set “Header line” to 0')
  })

  it('are filled with names and numbers, not with English words', () => {
    const sources = ['engine', 'cli', 'nodes'].flatMap((folder) =>
      (readdirSync(folder, { recursive: true }) as string[]).filter((name) => /\.ts$/.test(name) && !/messages/.test(name)).map((name) => join(folder, name)),
    )
    const calls = /\b(?:problem|wrong|unreadable|notCarried|over|UsageError|say|format)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g
    const words = /[{,]\s*\w+:[^,{}]*?(['`])(?:an?|the|its|no|not|[a-z]{2,} [a-z]{2,})\b[^'`]*\1|:\s*[\w.?!()[\]]*\.message\b/
    const found = sources.flatMap((path) =>
      (readFileSync(path, 'utf8').match(calls) ?? []).filter((call) => words.test(call)).map((call) => `${path}: ${call}`),
    )
    expect(found).toEqual([])
  })

  it('fill in the given values, and nothing that objects inherit', () => {
    expect(format('en', 'task-unknown', { task: '{known}', known: 'a' })).toContain('“{known}”')
    expect(format('en', 'task-unknown', {})).toContain('{task}')
  })
})

it('an error code of the system is explained, with the code', () => {
  expect(format('en', 'cli-write-failed', { path: 'a', reason: 'ENOSPC' })).toBe(
    'a could not be written: the disk is full (ENOSPC). Remove the cause, or write elsewhere.',
  )
  expect(format('ja', 'cli-write-failed', { path: 'a', reason: 'EROFS' })).toContain('読み取り専用です（EROFS）')
  expect(format('en', 'cli-write-failed', { path: 'a', reason: 'toString' })).toContain('toString')
})
