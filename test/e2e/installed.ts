import { chromium, type Browser, type Page } from '@playwright/test'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const PACKAGE = 'unfold'
export const PROGRAM = '/opt/Unfold/unfold'
/** Debian's `nobody`: the product must run as an ordinary user, with its sandbox. */
const USER = 65534

export interface Ran {
  readonly status: number | null
  readonly output: string
}

export function root(program: string, ...args: string[]): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  return { status, output: error ? error.message : stdout + stderr }
}

/** Why the package cannot be installed and tried here, or null. */
export function obstacle(): string | null {
  if (process.platform !== 'linux' || !['/usr/bin/apt-get', '/usr/bin/dpkg'].every(existsSync)) return 'this system has no apt'
  if (process.getuid?.() !== 0) return 'only root may install packages'
  if (root('dpkg', '-s', PACKAGE).output.includes('install ok installed')) return 'Unfold is installed here already'
  if (root('setpriv', ...asUser, 'unshare', '--user', 'true').status !== 0) return 'the kernel refuses the sandbox to ordinary users'
  return null
}

const asUser = [`--reuid=${USER}`, `--regid=${USER}`, '--clear-groups']

/** Installs the package; fetches the package lists if its dependencies are unknown. */
export function install(deb: string): Ran {
  const first = root('apt-get', 'install', '-y', '--no-install-recommends', deb)
  if (first.status === 0) return first
  root('apt-get', 'update', '-q')
  return root('apt-get', 'install', '-y', '--no-install-recommends', deb)
}

export const remove = (): Ran => root('apt-get', 'purge', '-y', PACKAGE)

/** Processes of the installed program. */
export function processes(): { readonly id: number; readonly words: readonly string[] }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (readlinkSync(`/proc/${name}/exe`) !== PROGRAM) return []
        return [{ id: Number(name), words: readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0') }]
      } catch {
        return [] // it has ended meanwhile
      }
    })
}

/** The first process of the installed program; the others name their kind, some of them in one word with the program. */
export const mainProcess = (): ReturnType<typeof processes>[number] | undefined =>
  processes().find(({ words }) => !words.some((word) => /(?:^|\s)--type=/.test(word)))

/** Attaches to a program that has just started: it may not answer while its first page is being created. */
async function attach(address: string, tries = 4): Promise<Browser> {
  try {
    return await chromium.connectOverCDP(address, { timeout: 10_000 })
  } catch (error) {
    if (tries <= 1) throw error
    return attach(address, tries - 1)
  }
}

/** The home of an ordinary user, from which programs are started. */
export class Person {
  readonly home = mkdtempSync(join(tmpdir(), 'unfold-home-'))
  private readonly children: ChildProcess[] = []

  constructor() {
    chownSync(this.home, USER, USER)
  }

  /** Copies a file into the home. */
  give(source: string, name: string): string {
    const path = join(this.home, name)
    copyFileSync(source, path)
    chownSync(path, USER, USER)
    return path
  }

  start(program: string, ...args: string[]): ChildProcess {
    const { PATH = '', DISPLAY = '' } = process.env
    const child = spawn('setpriv', [...asUser, program, ...args], {
      cwd: this.home,
      env: { PATH, DISPLAY, HOME: this.home, XDG_RUNTIME_DIR: this.home, LANG: 'C.UTF-8' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.children.push(child)
    return child
  }

  /** Starts the installed program and attaches to its page, which is all that its fuses allow. */
  async open(...args: string[]): Promise<{ browser: Browser; page: Page }> {
    const child = this.start(`/usr/bin/${PACKAGE}`, '--remote-debugging-port=0', ...args)
    const address = await new Promise<string>((resolve, reject) => {
      let said = ''
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const found = /ws:\/\/\S+/.exec(said)
        if (found) resolve(found[0])
      })
      child.once('exit', (status) => reject(new Error(`The program ended with status ${status}.\n${said}`)))
    })
    const browser = await attach(address)
    const context = browser.contexts()[0]
    if (!context) throw new Error('The program has no window.')
    return { browser, page: context.pages()[0] ?? (await context.waitForEvent('page')) }
  }

  /** Ends whatever was started here, and removes the home. */
  leave(): void {
    for (const { id } of processes())
      try {
        process.kill(id, 'SIGKILL')
      } catch {
        /* it has ended */
      }
    for (const child of this.children) child.kill('SIGKILL')
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 })
  }
}
