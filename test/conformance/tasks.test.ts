import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { taskNames, tasks } from '../../engine/data/tasks'
import { resources } from '../../renderer/languages'

const page = readFileSync(join(process.cwd(), 'docs', 'tasks.md'), 'utf8')
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text]),
)
const sectionOf = (name: string): string | undefined => [...sections].find(([title]) => title.split(', ').includes(name))?.[1]

describe.each(taskNames)('%s', (name) => {
  it('is defined on a page and in the app, in both languages', () => {
    expect(sectionOf(name), `docs/tasks.md has no section on ${name}`).toBeDefined()
    for (const language of ['en', 'ja'] as const) expect(resources[language][`task.${name}.about`] ?? '').toMatch(/.{30}/)
  })

  it('names its source, with the first author and year that the page has', () => {
    const source = /^([A-Z]\w+).*? (\d{4})/.exec(tasks[name]!.source)
    expect(source).not.toBeNull()
    expect(sectionOf(name)).toContain(source![1])
    expect(sectionOf(name)).toContain(source![2])
  })

  it('is listed with its options and their defaults', () => {
    const row = page.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``))
    expect(row, `no row of the table names ${name}`).toBeDefined()
    for (const [option, schema] of Object.entries(tasks[name]!.options.keys)) expect(row).toContain(`\`${option}\` ${String(schema.default)}`)
  })
})
