import { Analyst } from '../../engine/run/analyst/analyst'
import type { AnalystHost, AnalystMessage } from '../../engine/run/analyst/protocol'
import type { Pace } from '../../engine/run/pace'
import type { FrameMessage } from '../../engine/run/protocol'
import { registry } from '../../nodes'

/** Analysts in this thread, behind messages that are copied or transferred as between threads. */
export class AnalystsHere implements AnalystHost {
  readonly processors = 2
  /** Started so far. */
  started = 0
  running = 0
  /** Ends the current one unexpectedly. */
  crash: (reason: string) => void = () => undefined
  private analyst: Analyst | undefined

  /** @param screen gets the frames. */
  constructor(
    private readonly pace: Pace,
    private readonly screen: (frame: FrameMessage) => void,
  ) {}

  /** Called when the screen has drawn a frame of the analyst. */
  drawn(frame: number): void {
    this.analyst?.send({ kind: 'drawn', frame })
  }

  start(...[onReply, onEnd]: Parameters<AnalystHost['start']>): ReturnType<AnalystHost['start']> {
    this.started++
    this.running++
    let shows = false
    let over = false
    const copied = <T>(message: T, transfer: readonly ArrayBuffer[] = []): T => structuredClone(message, { transfer: [...transfer] })
    const analyst = new Analyst(registry, this.pace, (message: AnalystMessage, transfer) => {
      const received = copied(message, transfer)
      if (over) return
      if (received.kind !== 'frame') onReply(received)
      else if (shows) this.screen(received)
    })
    this.analyst = analyst
    this.crash = onEnd
    return {
      post: (command, transfer) => analyst.send(copied(command, transfer)),
      connect: () => void (shows = true),
      disconnect: () => void (shows = false),
      end: () => {
        over = true
        this.running--
      },
    }
  }
}
