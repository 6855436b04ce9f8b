import type { GraphDocument } from '../../../engine/document/types'
import i18next from 'i18next'
import { afterAll, vi } from 'vitest'
import type { SessionCommand, Message } from '../../../engine/run/protocol'
import { Session } from '../../../engine/run/session'
import { registry } from '../../../nodes'

/** An engine's worker in this thread: messages in both directions wait until `run`, as between threads. */
class Bench {
  static readonly all = new Set<Bench>()
  onmessage: ((event: { data: Message }) => void) | undefined
  private readonly inbox: SessionCommand[] = []
  private readonly outbox: Message[] = []
  private readonly tasks: (() => void)[] = []
  private now = 0
  private readonly session = new Session(registry, {
    // A slice is over at each second look at the clock.
    now: () => (this.now += 8),
    soon: (task) => void this.tasks.push(task),
    later: (_milliseconds, task) => {
      let due = true
      this.tasks.push(() => due && task())
      return () => (due = false)
    },
  })

  constructor() {
    Bench.all.add(this)
    this.session.message$.subscribe((message) => {
      this.outbox.push(message)
      // A screen that repaints at once.
      if (message.kind === 'frame') this.inbox.push({ kind: 'drawn', frame: message.frame })
    })
  }

  postMessage(command: SessionCommand): void {
    this.inbox.push(structuredClone(command))
  }

  terminate(): void {
    Bench.all.delete(this)
    this.outbox.length = this.inbox.length = this.tasks.length = 0
  }

  /** Delivers messages, works at most `turns` turns, sends the results; returns whether there was anything to do. */
  run(turns: number): boolean {
    let busy = this.inbox.length > 0
    for (const command of this.inbox.splice(0)) this.session.send(command)
    for (let turn = 0; turn < turns; turn++) {
      const task = this.tasks.shift()
      if (!task) break
      busy = true
      task()
    }
    for (const message of this.outbox.splice(0)) {
      busy = true
      this.onmessage?.({ data: message })
    }
    return busy
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Lets all engines work until they are idle, or for so many rounds while training runs. */
export async function settle(rounds = 40): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await turn()
    if (![...Bench.all].map((bench) => bench.run(4)).includes(true)) return
  }
}

/** A disk, and a user who answers questions, behind `window.unfold`. */
export class Desk {
  readonly disk = new Map<string, string>()
  /** Names that were asked about. */
  readonly asked: string[] = []
  /** Documents of which sweeps were begun. */
  readonly swept: string[] = []
  answer: 'save' | 'discard' | 'cancel' | 'save-all' | 'discard-all' = 'discard'
  /** Where the next document is saved that has no file. */
  where = '/new.unfold'

  readonly api = {
    save: async ({ path, text }: { path: string | null; text: string }) => {
      const target = path ?? this.where
      this.disk.set(target, text)
      return { ok: true, path: target, name: target.slice(1), also: [] }
    },
    askToSave: async (name: string) => {
      this.asked.push(name)
      return this.answer
    },
    changes: async () => ({ documents: [], data: [] }),
    closing: () => undefined,
    forget: async () => true,
    keep: async () => true,
    startSweep: async ({ text }: { text: string }) => {
      this.swept.push(text)
      return { ok: true, source: 'sweep-1' }
    },
    settleRuns: async () => ({ ok: true, before: 0 }),
  }

  /** Replaces the globals of a window, loads the workspace, and ends its engines after all tests. */
  async start() {
    this.install()
    await i18next.init({ lng: 'en', resources: {} })
    const tabs = await import('../../../renderer/workspace/tabs')
    const files = await import('../../../renderer/workspace/files')
    const screen = await import('../../../renderer/workspace/engine')
    tabs.startTabs()
    afterAll(() => {
      for (const { engine } of tabs.tabsStore.getState().tabs) engine.end()
      vi.unstubAllGlobals()
    })
    return { tabs, files, screen }
  }

  private install(): void {
    vi.stubGlobal('Worker', Bench)
    vi.stubGlobal('requestAnimationFrame', (task: () => void) => setImmediate(task))
    vi.stubGlobal('window', {
      unfold: this.api,
      innerWidth: 1440,
      matchMedia: () => ({ matches: false, addEventListener: () => undefined }),
      addEventListener: () => undefined,
    })
    vi.stubGlobal('navigator', { language: 'en', platform: 'Linux', userAgent: '' })
    vi.stubGlobal('document', { compatMode: 'CSS1Compat', documentElement: { dataset: {} } })
  }
}

const series = (length: number, phase: number, size: number): number[][] =>
  Array.from({ length }, (_, t) => Array.from({ length: size }, (_none, i) => Math.sin(t + phase + 2 * i)))

/** A document with two short sequences of two inputs and one target. */
export const withData = (document: GraphDocument): GraphDocument => ({
  ...document,
  data: { kind: 'inline', sequences: [6, 4].map((length, n) => ({ x: series(length, n, 2), y: series(length, n + 7, 1) })) },
})
