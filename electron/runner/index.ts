import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { sweep } from '../../cli/commands/sweep'
import { Refused } from '../../cli/open'
import { reasonOf } from '../../cli/reason'
import { guarded, say, type Helper, type Terminal } from '../../cli/terminal'
import { UsageError } from '../../cli/usage'
import type { SweepMessage, SweepOrder } from '../contract'

/** The task of a thread: to train runs of a folder for the thread that started it. */
interface Work {
  readonly folder: string
  readonly version: string
  readonly environment: Terminal['environment']
}

/**
 * The process that trains a sweep of the window, as `unfold sweep` does: the same code, with threads in place of
 * processes. After a crash, the runs in progress continue from their checkpoints.
 */
function conduct(): void {
  const report = (message: SweepMessage): void => process.parentPort.postMessage(message)
  let stopping = false
  process.parentPort.on('message', ({ data }: { readonly data: SweepOrder | 'stop' }) => {
    if (data === 'stop') stopping = true
    else void begin(data)
  })

  async function begin({ folder, file, vary, seeds, random, asha, jobs, resume, version, language }: SweepOrder): Promise<void> {
    const environment = { LANG: language }
    const terminal: Terminal = {
      folder,
      environment,
      live: false,
      columns: 80,
      out: (text) => lines(text),
      err: () => undefined,
      interrupted: () => (stopping ? 'SIGTERM' : undefined),
      startHelper: (_args, onMessage, ended) => startThread({ folder, version, environment }, onMessage, ended),
      course: (run, share) => report({ kind: 'share', run, share }),
      paused: (run, result) => report({ kind: 'run', run, result }),
    }
    const lines = (text: string): void => {
      for (const line of text.split('\n').filter(Boolean)) {
        const found = JSON.parse(line) as { readonly run?: number }
        if (typeof found.run === 'number') report({ kind: 'run', run: found.run, result: line })
      }
    }
    const options = new Map<string, string | number | true | readonly string[]>([
      ['out', folder],
      ['jobs', jobs],
      // The page leaves the weights out where they are drawn anew.
      ['start', 'stored'],
      ...(vary.length > 0 ? [['vary', vary] as const] : []),
      ...(seeds === '' ? [] : [['seeds', seeds] as const]),
      ...(random === null ? [] : [['random', random] as const]),
      ...(asha ? [['asha', true] as const] : []),
      ...(resume ? [['resume', true] as const] : []),
    ])
    try {
      await sweep.run({ terminal: guarded(terminal), json: true, version, positional: [file], options: options as never })
      report({ kind: 'ended', reason: null })
    } catch (error) {
      const reason =
        error instanceof Refused
          ? error.errors.map(({ key, values }) => say(terminal, key, values)).join('\n')
          : error instanceof UsageError
            ? say(terminal, error.key, error.values)
            : reasonOf(error)
      report({ kind: 'ended', reason })
    }
    // After the message has been sent.
    setTimeout(() => process.exit(0), 100)
  }
}

function startThread(work: Work, onMessage: (message: unknown) => void, ended: (reason: string) => void): Helper {
  const worker = new Worker(new URL(import.meta.url), { workerData: work })
  let failure = ''
  worker.on('message', onMessage)
  worker.on('error', (error) => (failure = reasonOf(error)))
  worker.once('exit', (code) => ended(failure || String(code)))
  return { send: (message) => worker.postMessage(message), leave: () => void worker.terminate() }
}

/** A thread that trains the runs it is sent. */
async function work({ folder, version, environment }: Work): Promise<void> {
  const port = parentPort!
  const terminal: Terminal = {
    folder,
    environment,
    live: false,
    columns: 80,
    out: () => undefined,
    err: () => undefined,
    interrupted: () => undefined,
    channel: {
      send: (message) => port.postMessage(message),
      receive: (onMessage) => void port.on('message', onMessage),
      closed: (then) => void port.once('close', then),
    },
  }
  await sweep.run({ terminal: guarded(terminal), json: true, version, positional: [], options: new Map([['work', folder]]) })
}

if (isMainThread) conduct()
else void work(workerData as Work)
