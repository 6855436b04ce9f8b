import type { AnalystCommand, AnalystHost, AnalystLink, AnalystReply } from '../../engine/run/analyst/protocol'
import { whenEnded } from './lock'

/** Messages to the analyst's worker: commands, and the port to the page. */
export type ToAnalyst = AnalystCommand | { readonly kind: 'page'; readonly port: MessagePort }
/** Messages from it: first the lock that it holds while it lives, then replies to the session. */
export type FromAnalyst = AnalystReply | { readonly kind: 'alive'; readonly lock: string }
/** To the page: the port on which the analyst's frames arrive; none any more. */
export interface AnalystPort {
  readonly kind: 'analyst'
  readonly port?: MessagePort
}

/** Starts analysts in workers of this worker. */
export function makeAnalystHost(): AnalystHost | undefined {
  const toPage = (message: AnalystPort, transfer: Transferable[] = []): void => self.postMessage(message, { transfer })
  return {
    processors: navigator.hardwareConcurrency,
    start(onReply, onEnd): AnalystLink {
      const worker = new Worker(new URL('./analyst.worker.ts', import.meta.url), { type: 'module', name: 'analyst' })
      const leave = new AbortController()
      const ended = (reason: string): void => {
        if (!leave.signal.aborted) onEnd(reason)
      }
      worker.onmessage = ({ data }: MessageEvent<FromAnalyst>) => {
        if (data.kind === 'alive') whenEnded(data.lock, leave.signal, () => ended('its thread was ended'))
        else onReply(data)
      }
      worker.onerror = (event) => {
        event.preventDefault()
        // Without a message, the browser could not load its code.
        ended(event.message || 'its code could not be loaded')
      }
      worker.onmessageerror = () => ended('a message of the analyst could not be read')
      const post = (message: ToAnalyst, transfer: Transferable[] = []): void => worker.postMessage(message, transfer)
      return {
        post: (command, transfer = []) => post(command, [...transfer]),
        connect() {
          const { port1, port2 } = new MessageChannel()
          toPage({ kind: 'analyst', port: port1 }, [port1])
          post({ kind: 'page', port: port2 }, [port2])
        },
        disconnect: () => toPage({ kind: 'analyst' }),
        end() {
          leave.abort()
          worker.terminate()
          toPage({ kind: 'analyst' })
        },
      }
    },
  }
}
