import { expect, it } from 'vitest'
import { finish } from '../../engine/base/resumable'
import { parsingJson } from '../../engine/document/json'

/** Two megabytes of numbers. */
const long = `[ -0, 1e-7 ,\n${'-12.5E+3, 0.30000000000000004 ,7,-0,'.repeat(55_000)} 1234567890123456]`

it('a text with long lists of numbers has the value that JSON.parse gives it, and is parsed in pieces', () => {
  const text = `{"data": {"a": ${long}, "__proto__": {"b\\u0020c": [1, ${long}, "x"]}, "d": [[${long}], ["${'y'.repeat(2 ** 21)}"], [1, "2"]], "f": [] }}`
  const work = parsingJson(text)
  let steps = 0
  let found = work.next()
  for (; !found.done; found = work.next()) steps++
  const { problems, value } = found.value
  expect(problems).toEqual([])
  expect(JSON.stringify(value) === JSON.stringify(JSON.parse(text))).toBe(true)
  const { a } = (value as { data: { a: number[] } }).data
  expect(a.every((number, i) => Object.is(number, -0) === (i === 0 || (i > 1 && i % 4 === 1 && i < a.length - 1)))).toBe(true)
  // 660,000 numbers are scanned in 13 steps, and two pieces made of each of three lists.
  expect(steps).toBeGreaterThanOrEqual(13 + 3 * 2)
  expect(JSON.stringify(finish(parsingJson(long)).value) === JSON.stringify(JSON.parse(long))).toBe(true)
  expect(finish(parsingJson(text.replace('"f": []', '"f": [1,]'))).problems).toHaveLength(1)
})

it('a text with long strings has the value that JSON.parse gives it, and is parsed in pieces', () => {
  const plain = 'abcdefgh'.repeat(2 ** 20)
  // Escapes at every place, so that some are where pieces end.
  const escaped = '\\u00e9\\n\\\\x'.repeat(1_000_003)
  const text = `{"${plain}":1,"__proto__": "${plain}=", "e": ["${escaped}", "${plain}\\"", "short"], "k\\u0020": {"l": "${plain}é"}}`
  const work = parsingJson(text)
  let steps = 0
  let found = work.next()
  for (; !found.done; found = work.next()) steps++
  expect(found.value.problems).toEqual([])
  expect(JSON.stringify(found.value.value) === JSON.stringify(JSON.parse(text))).toBe(true)
  // Strings of 39 million characters, other than keys, four million at a time.
  expect(steps).toBeGreaterThanOrEqual(6)
  for (const [wrong, key] of [
    [`{"a": "${plain}`, 'json-ended'],
    [`{"a": "${plain}\\`, 'json-ended'],
    [`{"a": "${plain}\n"}`, 'json-invalid'],
    [`{"a": "${plain}\\x"}`, 'json-invalid'],
    [`{"a": "${plain}" "b": 1}`, 'json-invalid'],
    [`{"a": "${plain}", "a": "${plain}"}`, 'json-key-twice'],
  ] as const)
    expect(finish(parsingJson(wrong)).problems).toMatchObject([{ key }])
})
