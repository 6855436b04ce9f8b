import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { electronExecutable } from '../../scripts/setup/electron.mjs'
import { attach, expect, root, test } from './launch'

const EPOCHS = 20
/** Debian's, where it is installed: a browser of today. */
const CHROMIUM = '/usr/bin/chromium'

test('an exported page trains in a browser to the numbers of the terminal, without network requests', async ({ folder }) => {
  const unfold = (...args: string[]): string => execFileSync(process.execPath, [join(root, 'scripts', 'unfold.mjs'), ...args], { cwd: root, encoding: 'utf8' })
  const document = JSON.parse(readFileSync(join(root, 'examples', 'elman-sunspots.unfold'), 'utf8')) as { training: { epochs: number } }
  document.training.epochs = EPOCHS
  writeFileSync(join(folder, 'net.unfold'), JSON.stringify(document))
  writeFileSync(join(folder, 'sunspots.csv'), readFileSync(join(root, 'examples', 'sunspots.csv')))
  unfold('export', join(folder, 'net.unfold'), '--to', 'html', '--out', join(folder, 'net.html'))
  expect(statSync(join(folder, 'net.html')).size).toBeLessThan(3 * 2 ** 20)
  const lines = unfold('train', join(folder, 'net.unfold'), '--json').split('\n')
  const last = lines.flatMap((line) => (line.includes(`"epoch":${EPOCHS},`) ? [JSON.parse(line) as { loss: number; validation: number }] : []))[0]!

  // Electron as a mere browser: a window that shows the file, without the app.
  writeFileSync(join(folder, 'package.json'), '{"main": "main.cjs"}')
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadURL('about:blank'))`,
  )
  const user = join(folder, 'user')
  mkdirSync(user)
  const browser = await attach(
    {
      executablePath: electronExecutable()!,
      args: ['--no-sandbox', folder, `--user-data-dir=${user}`, '--lang=en-US'],
      env: { ...process.env, LANGUAGE: 'en' } as Record<string, string>,
    },
    user,
  )
  try {
    const window = await browser.firstWindow()
    await learns(window, (path) => browser.evaluate(({ BrowserWindow }, file) => BrowserWindow.getAllWindows()[0]!.loadFile(file), path))
  } finally {
    await browser.close()
  }
  if (!existsSync(CHROMIUM)) return
  const real = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  await learns(await real.newPage(), (path) => real.contexts()[0]!.pages()[0]!.goto(`file://${path}`)).finally(() => real.close())

  async function learns(window: Page, load: (path: string) => Promise<unknown>): Promise<void> {
    const errors: string[] = []
    const asked: string[] = []
    window.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    window.on('pageerror', (error) => errors.push(String(error.stack)))
    window.on('request', (request) => asked.push(request.url()))
    // Browsers newer than Electron's start no module worker on a page that is a file.
    await window.addInitScript(() => {
      globalThis.Worker = class extends Worker {
        constructor(url: string | URL, options?: WorkerOptions) {
          if (options?.type === 'module') throw new Error('a module worker')
          super(url, options)
        }
      }
    })
    await load(join(folder, 'net.html'))
    await window.getByRole('button', { name: 'Play', exact: false }).first().click()
    await expect(window.locator('[data-readout="epoch"]')).toHaveText(`${EPOCHS} / ${EPOCHS}`)
    const shown = async (name: string): Promise<number> => Number(await window.locator(`[data-readout="${name}"]`).textContent())
    expect(await shown('loss')).toBe(Number(last.loss.toFixed(5)))
    expect(await shown('validation')).toBe(Number(last.validation.toFixed(5)))
    // The time bar scrubs, and the plots show that moment.
    await window.getByRole('slider', { name: 'Step', exact: true }).fill('100')
    await expect(window.locator('.time-bar')).toContainText('100 / 308')
    expect(errors).toEqual([])
    expect(asked.filter((url) => !/^(?:file|blob|data):/.test(url))).toEqual([])
  }
})
