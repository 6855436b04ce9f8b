import { Subject, type Observable } from 'rxjs'
import type { Message, RunReport } from './protocol'

/** The messages of a session, in order. Reports of epochs wait for the next message or the end of a time slice, and go together. */
export class Outbox {
  private readonly messages = new Subject<Message>()
  readonly message$: Observable<Message> = this.messages.asObservable()
  private reports: RunReport[] = []

  readonly emit = (message: Message): void => {
    this.flush()
    this.messages.next(message)
  }

  report(report: RunReport): void {
    this.reports.push(report)
  }

  /** Emits the reports that wait. */
  flush(): void {
    const { reports } = this
    if (reports.length === 0) return
    this.reports = []
    this.messages.next({ kind: 'reports', reports })
  }
}
