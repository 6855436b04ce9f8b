import { say, type Terminal } from '../terminal'
import { UsageError } from '../usage'
import { reasonOf } from '../reason'
import type { SweepFolder } from './folder'
import { trainRun } from './one'
import type { Answer, Order } from './pool'

/** Milliseconds between two reports of progress. */
const REPORT = 200

/** Trains the runs that the parent process names, until that ends. */
export async function workForOthers(terminal: Terminal, folder: SweepFolder, version: string): Promise<number> {
  const { channel } = terminal
  if (!channel) throw new UsageError('sweep-work-alone')
  const file = folder.read()
  const answer = (message: Answer): void => channel.send(message)
  let stopping = false
  let reported = 0
  // From now on, this program handles signals instead of ending at once.
  terminal.interrupted()
  const look = (share: number): boolean => {
    const now = Date.now()
    if (now - reported >= REPORT) answer({ share })
    if (now - reported >= REPORT) reported = now
    // A scheduler may send its signal to all processes of a job.
    return (stopping ||= terminal.interrupted() !== undefined)
  }
  await new Promise<void>((over) => {
    channel.closed(over)
    channel.receive((message) => {
      const order = message as Order
      if (order === 'stop') stopping = true
      else
        trainRun({ terminal, folder, file, run: order.run, until: order.until, version, look }).then(
          (end) => answer({ end }),
          (error: unknown) => answer({ error: error instanceof UsageError ? say(terminal, error.key, error.values) : reasonOf(error) }),
        )
    })
  })
  // The current run is abandoned; it continues from its last checkpoint.
  process.exit(0)
}
