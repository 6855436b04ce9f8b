import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../../scripts/setup/paths.mjs'

const folder = join(root, 'docs', 'decisions')
const names = readdirSync(folder).filter((name) => name !== 'README.md')
const head = /^# (.+)\n\nDecision (\d+) · begun (\d{4}-\d\d-\d\d)(?:, last changed (\d{4}-\d\d-\d\d))? · (in force|replaced by .+|an experiment until .+)\n/

it('every decision has its own number, a date and a status, and is listed', () => {
  const list = readFileSync(join(folder, 'README.md'), 'utf8')
  const numbers = names.map((name) => {
    const [, title, number, begun, , status] = head.exec(readFileSync(join(folder, name), 'utf8')) ?? []
    expect(number, `${name} begins with its number, date and status`).toBeDefined()
    expect(list).toContain(`| ${number} | [${title}](${name}) | ${begun} | ${status} |`)
    return Number(number)
  })
  expect(numbers.sort((a, b) => a - b)).toEqual(names.map((_, i) => i + 1))
})
