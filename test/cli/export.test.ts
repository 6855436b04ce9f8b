import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { place, sunspots, type Place } from './terminal'

let here: Place
beforeAll(() => {
  here = place()
  writeFileSync(join(here.folder, 'sunspots.unfold'), JSON.stringify(sunspots))
})
afterAll(() => here.remove())

const read = (name: string): string => readFileSync(join(here.folder, name), 'utf8')

describe('export --to svg', () => {
  it('writes a picture that every command reads as the document', async () => {
    const { status, err } = await here.unfold('export', 'sunspots.unfold', '--to', 'svg', '--out', 'picture.svg')
    expect(status).toBe(0)
    expect(err).toContain('picture.svg')
    expect(read('picture.svg')).toMatch(/^<\?xml/)
    const [drawn, given] = await Promise.all(['picture.svg', 'sunspots.unfold'].map((file) => here.unfold('check', file, '--json')))
    expect(drawn!.out).toBe(given!.out)
    expect(JSON.parse(drawn!.out)).toMatchObject({ errors: [], sizes: { x: 1, h: 4 } })
  })

  it('speaks the language of the terminal and takes a theme', async () => {
    const japanese = place({ environment: { LANG: 'ja_JP.UTF-8' } })
    writeFileSync(join(japanese.folder, 'sunspots.unfold'), JSON.stringify(sunspots))
    const { out } = await japanese.unfold('export', 'sunspots.unfold', '--to', 'svg', '--theme', 'dark')
    japanese.remove()
    expect(out).toContain('遅延')
    expect(out).toContain('#141619')
  })

  it('draws a network that cannot run, which other formats refuse', async () => {
    writeFileSync(join(here.folder, 'loop.unfold'), JSON.stringify({ ...sunspots, edges: { ...sunspots.edges, again: { from: 'h', to: 'h' } } }))
    expect((await here.unfold('export', 'loop.unfold', '--to', 'svg')).out).toContain('data-edge="again"')
    expect((await here.unfold('export', 'loop.unfold', '--to', 'latex')).status).toBe(1)
  })
})
