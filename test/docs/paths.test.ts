import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../scripts/setup/paths.mjs'

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]
const targets = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)|(?:src|srcset)="([^"]+)"/g)]
    .map(([, link, image]) => (link ?? image)!)
    .filter((target) => !/^[a-z]+:/.test(target))
/** Paths of this repository in running text; with `*`, `<…>` or a word in capitals they are patterns. */
const paths = (text: string): string[] =>
  [...text.matchAll(/`((?:cli|docs|electron|engine|nodes|renderer|scripts|test)\/[\w./-]*)`/g)]
    .map(([, path]) => path!)
    .filter((path) => !/[A-Z]{4,}|\.\.\./.test(path.replace('README', '')))

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  it('links to existing files and headings', () => {
    expect(targets(text).filter((target) => !existsSync(join(root, dirname(page), decodeURI(target))))).toEqual([])
  })
  it('names existing files and folders, or those that its own blocks write', () => {
    const written = [...text.matchAll(/^```\w+ (\S+)$/gm)].map(([, path]) => path!)
    expect(paths(text).filter((path) => !existsSync(join(root, path)) && !written.some((file) => file.startsWith(path)))).toEqual([])
  })
})
