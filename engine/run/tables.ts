import { problem } from '../base/problem'
import { FORMAT, VERSION, type GraphDocument } from '../document/types'
import { TableIntake, accountOf, columnNames, keysOf, readData, type ColumnChange, type Table, type TableRead } from '../data'
import { Refusal } from './careful'
import type { PreviewSource } from './preview'
import type { TableCommand } from './protocol'
import type { Ask, TableAnswer, TableProgress } from './questions'

/** Tables that a session receives piece by piece, by number: its document's data, and candidates for it. */
export class Tables {
  private readonly open = new Map<number, TableIntake>()
  private readonly read = new Map<number, TableRead>()
  private readonly previews = new WeakMap<TableRead, PreviewSource>()

  get(table: number | undefined): TableRead | undefined {
    return table === undefined ? undefined : this.read.get(table)
  }

  /** A table alone, as the data of a document without nodes. */
  preview(table: number): PreviewSource | undefined {
    const read = this.read.get(table)
    if (!read?.table) return undefined
    let source = this.previews.get(read)
    if (!source) {
      const document: GraphDocument = { format: FORMAT, version: VERSION, nodes: {}, edges: {}, data: { kind: 'file', path: '' } }
      source = { document, data: readData(document, { table: () => read }) }
      this.previews.set(read, source)
    }
    return source
  }

  take(command: TableCommand): void {
    const { table } = command
    if (command.kind === 'table-begin') this.open.set(table, new TableIntake(command.path, command.format, command.options))
    else {
      this.open.delete(table)
      this.read.delete(table)
    }
  }

  piece({ table, bytes }: Ask<'table-piece'>): TableProgress {
    const intake = this.intake(table)
    intake.push(bytes)
    return { bytes: intake.bytes, rows: intake.rows, refused: intake.refused }
  }

  end({ table }: Ask<'table-end'>): TableAnswer {
    const read = this.intake(table).end()
    this.open.delete(table)
    this.read.set(table, read)
    return answerOf(table, read)
  }

  account({ table, changes }: Ask<'table-account'>): TableAnswer {
    const read = this.read.get(table)
    if (!read) throw dropped()
    return answerOf(table, read, changes)
  }

  private intake(table: number): TableIntake {
    const intake = this.open.get(table)
    if (!intake) throw dropped()
    return intake
  }
}

/** Refuses a question about a table that was dropped in the meantime. */
export const dropped = (): Refusal => new Refusal(problem('data-missing', 'table-dropped', {}))

function answerOf(table: number, read: TableRead, changes?: Readonly<Record<number, ColumnChange>>): TableAnswer {
  const account = accountOf(read, changes)
  const keys = keysOf(read)
  return {
    table,
    rows: read.table?.rows ?? 0,
    cells: cellsOf(read.table),
    columns: read.table ? columnNames(read.table) : [],
    kinds: read.table?.columns.map(({ kind }) => kind) ?? [],
    ...(account ? { account } : {}),
    ...(keys ? { keys } : {}),
    errors: read.errors,
  }
}

/** Replaces a table whose reading was cancelled. */
export const notRead = (path: string): TableRead => ({ errors: [problem('data-missing', 'data-file-unread', { path }, { path: '/data/path' })], warnings: [] })

const cellsOf = (table: Table | undefined): number => (table ? table.rows * table.columns.length : 0)
