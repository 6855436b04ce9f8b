import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { existsSync, readdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { made, packageApp } from '../../scripts/package.mjs'
import { install, mainProcess, obstacle, PACKAGE, Person, processes, PROGRAM, remove, root } from './installed'
import { expect, test } from './launch'

/** The state of a fuse in the executable: the characters 0 and 1. */
const OFF = 0x30
const ON = 0x31

/** A network that learns to repeat what it saw one step ago: small enough to train in a moment, and without weights. */
const NETWORK = {
  format: 'unfold-graph',
  version: 1,
  name: 'Echo',
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 4 }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
  edges: {
    W_xh: { from: 'x', to: 'h', kind: 'dense' },
    copy: { from: 'h', to: 'c', kind: 'identity' },
    W_ch: { from: 'c', to: 'h', kind: 'dense' },
    W_hy: { from: 'h', to: 'y', kind: 'dense' },
  },
  data: { kind: 'inline', sequences: [{ x: [[1], [0], [0], [1], [1], [0]], y: [[0], [1], [0], [0], [1], [1]] }] },
  // More epochs than a slow machine can train during any wait: after the end of training, the button would start it again instead of pausing it.
  training: { algorithm: { kind: 'bptt' }, epochs: 1_000_000_000, seed: 1 },
}

test.describe.configure({ mode: 'serial' })

test.describe('the package', () => {
  const reason = obstacle()
  test.skip(reason !== null, reason ?? '')
  test.setTimeout(300_000)

  let deb: string
  let listed: string[] = []
  let person: Person
  let drafts: string

  test.beforeAll(async () => {
    drafts = mkdtempSync(join(tmpdir(), 'unfold-package-'))
    person = new Person()
    await packageApp(['--linux', 'deb'], { output: join('out', 'package'), compression: 'gz' })
    deb = made(join('out', 'package'), '.deb')[0] ?? ''
  })
  test.afterAll(() => {
    person.leave()
    if (listed.length > 0) remove()
    rmSync(drafts, { recursive: true, force: true, maxRetries: 5 })
  })

  function document(name: string, epochs = NETWORK.training.epochs): string {
    const draft = join(drafts, name)
    writeFileSync(draft, JSON.stringify({ ...NETWORK, training: { ...NETWORK.training, epochs } }))
    return person.give(draft, name)
  }

  test('is installed by apt, with all fuses closed and the sandbox on', async () => {
    const { status, output } = install(deb)
    expect(status, output).toBe(0)
    listed = root('dpkg', '-L', PACKAGE).output.trim().split('\n')
    for (const path of [
      PROGRAM,
      '/usr/share/applications/unfold.desktop',
      '/usr/share/mime/packages/unfold.xml',
      '/usr/share/icons/hicolor/256x256/apps/unfold.png',
      '/usr/share/doc/unfold/copyright',
    ]) {
      expect(listed).toContain(path)
    }
    const desktop = readFileSync('/usr/share/applications/unfold.desktop', 'utf8')
    expect(desktop).toContain(`Exec=${PROGRAM} %U`)
    expect(desktop).toContain('MimeType=application/x-unfold-graph;application/x-unfold-bundle;')
    expect(existsSync(join(PROGRAM, '..', 'resources', 'default_app.asar'))).toBe(false)
    const fuses = await getCurrentFuseWire(PROGRAM)
    for (const fuse of ['RunAsNode', 'EnableNodeOptionsEnvironmentVariable', 'EnableNodeCliInspectArguments'] as const) {
      expect(fuses[FuseV1Options[fuse]], fuse).toBe(OFF)
    }
    expect(fuses[FuseV1Options.OnlyLoadAppFromAsar]).toBe(ON)
  })

  test('opens a document through its association', async () => {
    const path = document('first graph.unfold')
    person.start('gio', 'open', path)
    const recent = join(person.home, '.config', 'Unfold', 'recent.json')
    await expect.poll(() => (existsSync(recent) ? (JSON.parse(readFileSync(recent, 'utf8')) as unknown) : null), { timeout: 30_000 }).toEqual([path])
    const main = mainProcess()
    expect(main?.words).toContain(path)
    expect(processes().flatMap(({ words }) => words)).not.toContain('--no-sandbox')
    // If it ended before the page has opened it, the next start would open the example instead, train it, and ask about it on closing.
    const journal = join(person.home, '.config', 'Unfold', 'journal')
    const entries = (): string[] => (existsSync(journal) ? readdirSync(journal).filter((name) => /^[0-9a-f-]{36}\.json$/.test(name)) : [])
    await expect
      .poll(
        () =>
          entries()
            .map((name) => readFileSync(join(journal, name), 'utf8'))
            .join(),
        { timeout: 30_000 },
      )
      .toContain('first graph.unfold')
    if (main) process.kill(main.id, 'SIGTERM')
    await expect.poll(() => processes().length).toBe(0)
  })

  test('opens further documents in the running program, trains and saves one, and sweeps over another', async () => {
    const { browser, page } = await person.open()
    const errors: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(String(error)))
    await expect(page.getByRole('button', { name: /^(Play|Pause)$/ })).toBeVisible()
    const path = document('second.unfold')
    person.start('gio', 'open', path)
    await expect(page.locator('.shell-top .document'), 'it is the one on screen').toContainText('second')
    const play = page.getByRole('button', { name: 'Play', exact: true })
    await play.click()
    await page.waitForTimeout(1500) // some hundred updates
    // The program would ask about training after the save when it is closed.
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await expect(play).toBeVisible({ timeout: 60_000 })
    await page.keyboard.press('Control+s')
    interface Saved {
      weights?: Record<string, { data: number[] }>
    }
    const saved = () => JSON.parse(readFileSync(path, 'utf8')) as Saved
    await expect.poll(() => Object.keys(saved().weights ?? {}).sort()).toEqual(expect.arrayContaining(['W_ch', 'W_hy', 'W_xh', 'h.bias', 'y.bias']))
    expect(
      saved().weights?.['h.bias']?.data.some((value) => value !== 0),
      'biases start at 0; training moved them',
    ).toBe(true)

    const third = document('third.unfold', 20)
    person.start('gio', 'open', third)
    await expect(page.locator('.shell-top .document')).toContainText('third')
    await page.getByRole('tab', { name: 'Runs' }).click()
    await page.getByRole('button', { name: 'Train many runs…' }).first().click()
    await page.getByLabel('Seeds').fill('1..2')
    await page.getByLabel('Seeds').press('Enter')
    const result = join(person.home, 'third.runs', 'sweep-1', 'runs', '0002', 'result.json')
    await expect.poll(() => existsSync(result), { timeout: 60_000 }).toBe(true)
    await expect.poll(() => JSON.parse(readFileSync(result, 'utf8')) as unknown).toMatchObject({ state: 'done', epochs: 20 })
    await expect(page.locator('.sweep-course')).toHaveCount(0, { timeout: 60_000 })
    expect(errors).toEqual([])
    const main = mainProcess()
    await browser.close()
    if (main) process.kill(main.id, 'SIGTERM')
    await expect.poll(() => processes().length).toBe(0)
  })

  test('is removed without a trace', () => {
    const { status, output } = remove()
    expect(status, output).toBe(0)
    const files = listed.filter((path) => path.includes('unfold') || path.includes('Unfold'))
    expect(files.length).toBeGreaterThan(20)
    expect([...files, '/usr/bin/unfold', '/etc/alternatives/unfold', '/etc/apparmor.d/unfold', '/opt/Unfold'].filter((path) => existsSync(path))).toEqual([])
    expect(readFileSync('/usr/share/applications/mimeinfo.cache', 'utf8')).not.toContain('unfold')
    expect(readFileSync('/usr/share/mime/globs2', 'utf8')).not.toContain('unfold')
    listed = []
  })
})
